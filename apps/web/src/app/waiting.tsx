import { Spinner } from '../ui/states.tsx';

/** While a screen's code or first data arrives. */
export const Waiting = () => <Spinner />;
