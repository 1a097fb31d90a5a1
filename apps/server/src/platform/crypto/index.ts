export { createKeyring, isSameKek, type Keyring, kekIdOf, newDataKey, type WrappedDataKey } from './keyring.ts';
export { SealError, seal, unseal } from './seal.ts';
export { openJson, type Sealing, sealJson } from './sealed-json.ts';
export { loadSecrets, type Secrets, secretPath, secretSources } from './secrets.ts';
export { isSignedBy, keyNameOf, type SigningKey, signingKeyFor } from './signing-key.ts';
export { deriveKey, equalText, hashToken, newToken, sign } from './tokens.ts';
