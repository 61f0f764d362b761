/** A file of rules or recorded answers that cannot be used: says which file and line, and what is wrong. */
export class SimulationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SimulationError';
  }
}
