/** Breaks a line into lines of at most `width` characters at blanks and, if asked, after hyphens; long words are cut. */
export function wrapText(line: string, width: number, breaksWords: boolean, breaksHyphens: boolean): string[] {
  const pattern = breaksHyphens ? /\s+|[^\s-]*[^\s\W]-+(?=\w)|\S+?(?=\s|$|(?<=\w-)(?=\w))/g : /\s+|\S+/g;
  const chunks = line.match(pattern) ?? [];
  const lines: string[] = [];
  let current = '';
  for (let chunk of chunks) {
    if (current === '' && lines.length > 0 && chunk.trim() === '') continue;
    if ((current + chunk).length <= width) {
      current += chunk;
      continue;
    }
    while (breaksWords && chunk.length > width) {
      const room = width - current.length;
      lines.push((current + chunk.slice(0, room)).trimEnd());
      chunk = chunk.slice(room);
      current = '';
    }
    if (current.trim() !== '') lines.push(current.trimEnd());
    current = chunk.trim() === '' ? '' : chunk;
  }
  return current.trim() === '' ? lines : [...lines, current.trimEnd()];
}
