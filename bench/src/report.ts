import { cpus, totalmem } from 'node:os';

/** One line of results. */
export interface Row {
  /** How many of what: "10,000 people". */
  readonly size: string;
  readonly run: string;
  readonly seconds: number;
  readonly perSecond: number;
  readonly unit: string;
  readonly p50?: number;
  readonly p99?: number;
  readonly serverMegabytes?: number;
}

/** Collects rows, and prints each to standard error as it comes. */
export class Report {
  readonly rows: Row[] = [];

  add(row: Row): void {
    this.rows.push(row);
    const { p50, p99, serverMegabytes } = row;
    const cells = [
      row.size.padStart(21),
      row.run.padEnd(30),
      `${row.seconds.toFixed(1)} s`.padStart(9),
      `${row.perSecond.toFixed(0)} ${row.unit}/s`.padStart(20),
      p50 === undefined || p99 === undefined ? '' : `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      serverMegabytes === undefined ? '' : `server ${serverMegabytes.toFixed(0)} MB`,
    ];
    console.error(cells.join('  ').trimEnd());
  }

  print(): void {
    console.log(JSON.stringify({ machine: machine(), rows: this.rows }, null, 2));
  }
}

function machine(): string {
  const [cpu] = cpus();
  return `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}
