/** Line drawings on a 24-unit grid, one path each. */
const paths = {
  home: 'M4 11 12 4l8 7v9h-5v-6H9v6H4z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20v-1.5a5 5 0 0 1 5-5h3a5 5 0 0 1 5 5V20M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 13.8a5 5 0 0 1 3 4.7V20',
  person: 'M12 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21v-1a6 6 0 0 1 6-6h4a6 6 0 0 1 6 6v1',
  building: 'M4 21V5l8-2v18M12 8l8 2v11M3 21h18M7.5 8.5h1M7.5 12.5h1M7.5 16.5h1M15.5 13.5h1M15.5 17h1',
  sliders: 'M4 7h9M19 7h1M16 4.5v5M4 17h1M11 17h9M8 14.5v5',
  calendar: 'M4 6h16v15H4zM4 11h16M8 3v5M16 3v5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 7v5l3.5 2',
  checkCircle: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12.3l2.8 2.7L16 9.5',
  check: 'M5 12.5 10 17.5 19.5 7',
  warning: 'M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1',
  stop: 'M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM9 9l6 6M15 9l-6 6',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M12 11v5.5M12 7.7v.1',
  question: 'M8.5 9a3.5 3.5 0 1 1 5.2 3c-1.1.6-1.7 1.2-1.7 2.5M12 18v.1',
  circle: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16',
  dash: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M8 12h8',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13M15.5 15.5 21 21',
  minus: 'M5 12h14',
  plus: 'M12 5v14M5 12h14',
  more: 'M5.5 12h.1M12 12h.1M18.5 12h.1',
  download: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  upload: 'M12 16V5M7 9.5l5-5 5 5M4 20h16',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  close: 'M6 6l12 12M18 6 6 18',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  left: 'M15 6l-6 6 6 6',
  right: 'M9 6l6 6-6 6',
  upDown: 'M8 9.5 12 5l4 4.5M8 14.5l4 4.5 4-4.5',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5',
  phone: 'M7 3h10v18H7zM11 17.8h2',
  tablet: 'M5 3.5h14v17H5zM11 17.3h2',
  key: 'M14.5 9.5a4 4 0 1 0-3.4 4L13 15.5h2v2h2v2h3v-3.2z',
  monitor: 'M3 5h18v12H3zM8.5 21h7M12 17v4',
  signOut: 'M14 4H5v16h9M10 12h11M17.5 8.5 21 12l-3.5 3.5',
  camera: 'M3 7.5h4.5L9 5h6l1.5 2.5H21V19H3zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7',
  pin: 'M12 21.5s7-6.2 7-11.5a7 7 0 1 0-14 0c0 5.3 7 11.5 7 11.5M12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
  face: 'M8.5 3.5H5A1.5 1.5 0 0 0 3.5 5v3.5M15.5 3.5H19A1.5 1.5 0 0 1 20.5 5v3.5M8.5 20.5H5A1.5 1.5 0 0 1 3.5 19v-3.5M15.5 20.5H19a1.5 1.5 0 0 0 1.5-1.5v-3.5M9 9.5v1M15 9.5v1M9 15a4.5 4.5 0 0 0 6 0',
  chart: 'M4 4v16h16M8 16v-4M12 16V8M16 16v-6',
  history: 'M4 4.5V9h4.5M4.3 9A8.5 8.5 0 1 1 3.5 13M12 8v4.5l3 2',
  list: 'M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.1M4 12h.1M4 18h.1',
  edit: 'M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10',
  trash: 'M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.5h9l1-13.5M10 11v6M14 11v6',
  refresh: 'M20 5v5h-5M19.6 10A8 8 0 1 0 20 14',
  offline: 'M3 3l18 18M8 8.2A5 5 0 0 0 7 18h10M20.3 16.5A4.5 4.5 0 0 0 17 10a5.5 5.5 0 0 0-6-4',
  link: 'M10 14a4 4 0 0 0 5.7 0l3.5-3.5a4 4 0 0 0-5.7-5.7L12.5 5.8M14 10a4 4 0 0 0-5.7 0l-3.5 3.5a4 4 0 0 0 5.7 5.7l1-1',
  mail: 'M3 5.5h18v13H3zM3.5 6.5 12 13l8.5-6.5',
  book: 'M5 4h13v16H6.5A1.5 1.5 0 0 1 5 18.5zM5 18.5A1.5 1.5 0 0 1 6.5 17H18M9 8h5',
  keypad: 'M5 5h.1M12 5h.1M19 5h.1M5 12h.1M12 12h.1M19 12h.1M5 19h.1M12 19h.1M19 19h.1',
  shield: 'M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6z',
  star: 'M12 3.5l2.6 5.6 6.1.7-4.5 4.2 1.2 6-5.4-3-5.4 3 1.2-6-4.5-4.2 6.1-.7z',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  sound: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM15.5 9a4 4 0 0 1 0 6M18 6.5a7.5 7.5 0 0 1 0 11',
  muted: 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5',
} as const;

export type IconName = keyof typeof paths;

/** A drawing beside words: screen readers skip it. `size` is in px. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' || name === 'list' || name === 'keypad' ? 2.25 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
