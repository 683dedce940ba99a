import { totalmem } from 'node:os';

const gigabyte = 2 ** 30;

/**
 * How the embedded server is tuned, beyond PostgreSQL's defaults: for bulk imports on a small machine that also runs
 * Headwater itself. `fsync`, `full_page_writes` and `synchronous_commit` keep their default, on: a commit that was
 * acknowledged survives losing power.
 */
export function serverSettings(socketDirectory: string, memoryBytes: number = totalmem()): readonly string[] {
  const roomy = memoryBytes >= 2 * gigabyte;
  const settings: Readonly<Record<string, string>> = {
    // Nobody but who may enter the socket's directory can connect.
    listen_addresses: '',
    unix_socket_directories: `"${socketDirectory.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    max_connections: '200',

    // Several processes of Headwater and the page cache share what is left.
    shared_buffers: roomy ? '256MB' : '64MB',
    effective_cache_size: roomy ? '1GB' : '256MB',
    work_mem: roomy ? '16MB' : '4MB',
    maintenance_work_mem: roomy ? '256MB' : '64MB',

    // An import writes gigabytes of log: checkpoint by time, not by volume, and keep segments to write over. The cost is
    // disk, and some seconds of replay after a crash.
    max_wal_size: '2GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    wal_buffers: '16MB',
    // The package has only pglz to compress the log with, which costs more time than it saves on a local disk.
    wal_compression: 'off',

    // Local disks read at random about as fast as in sequence; statements here are too short to be worth compiling.
    random_page_cost: '1.1',
    jit: 'off',

    // After a bulk load the planner must learn of the new rows soon.
    autovacuum_naptime: '15s',
    // Dropping or exporting an org locks all its tables in one transaction.
    max_locks_per_transaction: '256',
    // Containers give /dev/shm 64 MB, too little for a parallel query; the server needs System V memory in any case.
    ...(process.platform === 'linux' ? { dynamic_shared_memory_type: 'sysv' } : {}),

    TimeZone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %q%a ',
    log_checkpoints: 'off',
    // What the server does, not the errors of statements: those reach Headwater, and may quote people's data.
    log_min_messages: 'log',
    cluster_name: 'headwater',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
