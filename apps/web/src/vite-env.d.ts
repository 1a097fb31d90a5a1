/// <reference types="vite/client" />

declare module 'virtual:theme.css';
declare module '*.layer.css';

declare module 'virtual:face-runtime-bytes' {
  /** Size of the WebAssembly face runtime, bytes, before compression. */
  const bytes: number;
  export default bytes;
}
