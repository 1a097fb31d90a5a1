export { hashPassword, isOutdated, matchesHash, normalise, passwordQueue } from './argon2-queue.ts';
export { judgePassword, type PasswordVerdict, passwordLength, SHORTEST, SHORTEST_OF_TWO } from './judge-password.ts';
