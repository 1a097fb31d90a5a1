import { signInDevices } from './en/sign-in-devices.ts';
import { addWords } from './index.ts';

addWords(signInDevices);
