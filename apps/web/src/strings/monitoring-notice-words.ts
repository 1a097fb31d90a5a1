import { monitoringNotice } from './en/monitoring-notice.ts';
import { addWords } from './index.ts';

addWords(monitoringNotice);
