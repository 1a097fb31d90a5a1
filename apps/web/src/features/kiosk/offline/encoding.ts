export const toBase64Url = (bytes: ArrayBuffer): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** SHA-256, base64url. */
export const digestOf = async (text: string): Promise<string> =>
  toBase64Url(await crypto.subtle.digest('SHA-256', bytesOf(text)));

export const pointOf = async (key: CryptoKey): Promise<string> =>
  toBase64Url(await crypto.subtle.exportKey('raw', key));

export const sign = async (key: CryptoKey, message: string): Promise<string> =>
  toBase64Url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, bytesOf(message)));
