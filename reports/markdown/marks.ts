export const marks = { passed: '✅', failed: '❌', undecided: '⚠️', none: 'ℹ️', skipped: '⏭️' } as const;
