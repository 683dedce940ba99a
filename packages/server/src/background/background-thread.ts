import { systemClock } from '@headwater/protocol';
import { serveJobThread } from '../jobs/thread/serve-job-thread.ts';
import { type BackgroundOptions, runBackground } from './run-background.ts';

/** Entry of the thread: runs background work until it is told to stop. */
await serveJobThread<BackgroundOptions>((options, log) => runBackground(options, systemClock, log));
