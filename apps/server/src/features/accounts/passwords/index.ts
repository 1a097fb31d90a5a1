export { hashPassword, isOutdated, matchesHash, normalise } from './argon2-queue.ts';
export { judgePassword, type PasswordVerdict, SHORTEST } from './judge-password.ts';
