const width = 24;

/** `█████░░░░░ 5/10` */
export function progressBar(done: number, total: number): string {
  const filled = total === 0 ? width : Math.round((Math.min(done, total) / total) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}`;
}
