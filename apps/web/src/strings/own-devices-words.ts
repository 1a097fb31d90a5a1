import { ownDevices } from './en/own-devices.ts';
import { addWords } from './index.ts';

addWords(ownDevices);
