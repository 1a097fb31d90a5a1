import { kioskDoor } from './en/kiosk-door.ts';
import { kioskScreen } from './en/kiosk-screen.ts';
import { addWords } from './index.ts';

// Loaded with the screen of a device at a door, which nobody else sees.
addWords({ ...kioskScreen, ...kioskDoor });
