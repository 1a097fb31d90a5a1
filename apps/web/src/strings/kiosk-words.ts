import { kioskDoor } from './en/kiosk-door.ts';
import { addWords } from './index.ts';

addWords(kioskDoor);
