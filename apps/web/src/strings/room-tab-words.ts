import { kioskScreen } from './en/kiosk-screen.ts';
import { roomTab } from './en/room-tab.ts';
import { addWords } from './index.ts';

// Loaded with the screen of a camera in a room, which nobody else sees; it pairs as kiosks do.
addWords({ ...kioskScreen, ...roomTab });
