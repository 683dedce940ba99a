import { systemClock } from '@headwater/protocol';
import { serveJobThread } from '../jobs/thread/serve-job-thread.ts';
import { runWorkflows, type WorkflowsOptions } from './run-workflows.ts';

/** Entry of the thread: runs flows until it is told to stop. */
await serveJobThread<WorkflowsOptions>((options, log) => runWorkflows(options, systemClock, log));
