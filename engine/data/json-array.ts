import { invalidData, parseData, toRow, type Row } from './row';
import { textChunks } from './text-chunks';

/** Reads a JSON file that holds a list of objects, one object at a time. */
export async function* readJsonArray(file: string): AsyncGenerator<Row> {
  let number = 0;
  const splitter = new ItemSplitter(file);
  for await (const chunk of textChunks(file)) {
    for (const text of splitter.push(chunk)) {
      number++;
      yield toRow(parseItem(text, file, number), file, `record ${number}`);
    }
  }
  splitter.end();
}

function parseItem(text: string, file: string, number: number) {
  try {
    return parseData(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidData(file, `record ${number} is not JSON. ${reason}`, error);
  }
}

/** Cuts the text of a JSON list into the texts of its items, without keeping more than one of them. */
class ItemSplitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private ended = false;
  private item = '';
  private items = 0;

  constructor(private readonly file: string) {}

  *push(chunk: string): Generator<string> {
    let begin = 0;
    for (let index = 0; index < chunk.length; index++) {
      const character = chunk.charAt(index);
      if (this.inString) {
        this.readString(character);
        continue;
      }
      if (this.depth === 0) {
        this.open(character);
        begin = index + 1;
        continue;
      }
      if (character === '"') this.inString = true;
      else if (character === '[' || character === '{') this.depth++;
      else if (character === ']' || character === '}') this.depth--;
      const closed = this.depth === 0;
      if (!closed && !(character === ',' && this.depth === 1)) continue;
      yield* this.take(chunk.slice(begin, index), closed);
      begin = index + 1;
      this.ended = closed;
    }
    if (this.depth > 0) this.item += chunk.slice(begin);
  }

  end(): void {
    if (!this.ended) throw invalidData(this.file, 'the list of records does not end.');
  }

  private readString(character: string): void {
    if (this.escaped) this.escaped = false;
    else if (character === '\\') this.escaped = true;
    else if (character === '"') this.inString = false;
  }

  private open(character: string): void {
    if (/\s/.test(character)) return;
    if (character !== '[' || this.ended) throw invalidData(this.file, 'it must hold one list of records: [{…}, …].');
    this.depth = 1;
  }

  /** An empty list has no item, and no comma either. */
  private *take(end: string, closed: boolean): Generator<string> {
    const text = this.item + end;
    this.item = '';
    if (closed && this.items === 0 && text.trim() === '') return;
    this.items++;
    yield text;
  }
}
