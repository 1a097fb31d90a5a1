/** Words beside every chart. */
export const charts = {
  'chart.asTable': 'As a table',
  'chart.tableOf': '{title}, as a table',
  'chart.how': 'How is this computed?',
  'chart.exportOf': 'Export CSV: {title}',
} as const;
