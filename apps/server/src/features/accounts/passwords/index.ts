export { hashPassword, isOutdated, matchesHash, normalise, passwordQueue } from './argon2-queue.ts';
export { judgePassword, type PasswordVerdict, SHORTEST } from './judge-password.ts';
