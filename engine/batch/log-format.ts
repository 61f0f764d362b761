import type strftime from 'strftime';
import { FlowError } from '../error';
import { percentFormat } from '../jinja/text/percent';
import { Float, type DictKey, type Value } from '../values/value';

type Variables = Readonly<Record<string, string | undefined>>;

/** Levels of Python's logging by their names. */
const levels: Readonly<Record<string, number>> = {
  CRITICAL: 50,
  FATAL: 50,
  ERROR: 40,
  WARN: 30,
  WARNING: 30,
  INFO: 20,
  DEBUG: 10,
  NOTSET: 0,
};

export type LogLevel = 'INFO' | 'WARNING' | 'ERROR';

/**
 * How lines of logs look, and which there are: `PF_LOG_FORMAT` with the names of Python's `logging`,
 * `PF_LOG_DATETIME_FORMAT` with the directives of `strftime`, and `PF_LOGGING_LEVEL`. A level that Python does not know
 * counts as none.
 */
export class LogFormat {
  private readonly least: number;

  private constructor(
    private readonly variables: Variables,
    private readonly formatTime: typeof strftime | undefined,
  ) {
    this.least = levels[variables['PF_LOGGING_LEVEL'] ?? ''] ?? 0;
  }

  /** Reads the variables. Throws a `FlowError` where the format of lines is none. */
  static async of(variables: Variables = process.env): Promise<LogFormat> {
    const hasTime = (variables['PF_LOG_DATETIME_FORMAT'] ?? '') !== '';
    const format = new LogFormat(variables, hasTime ? (await import('strftime')).default : undefined);
    try {
      format.line('ERROR', '');
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const message = `PF_LOG_FORMAT is '${variables['PF_LOG_FORMAT'] ?? ''}', which is no format of Python's logging: ${reason}.`;
      throw new FlowError('ValidationException', message, { cause: error });
    }
    return format;
  }

  /** A line without its end; undefined where the level is too low. */
  line(level: LogLevel, message: string, time = new Date()): string | undefined {
    if ((levels[level] ?? 0) < this.least) return undefined;
    const format = this.variables['PF_LOG_FORMAT'];
    if (format === undefined || format === '') return `${this.time(time)} ${level} ${message}`;
    const fields = new Map<DictKey, Value>([
      ['asctime', this.time(time)],
      ['created', new Float(time.getTime() / 1000)],
      ['levelname', level],
      ['levelno', levels[level] ?? 0],
      ['message', message],
      ['msecs', new Float(time.getMilliseconds())],
      ['name', 'execution.flow'],
      ['process', process.pid],
      ['processName', 'MainProcess'],
      ['threadName', 'MainThread'],
    ]);
    return percentFormat(format, fields);
  }

  private time(time: Date): string {
    return this.formatTime?.(this.variables['PF_LOG_DATETIME_FORMAT'] ?? '', time) ?? time.toISOString();
  }
}
