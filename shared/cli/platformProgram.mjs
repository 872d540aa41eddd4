/**
 * How Node runs the platform, whoever starts it. Its own options follow `platformProgram`. Both settings are about memory: a thousand orders
 * would else leave 650 MB behind, most of it garbage that nothing collects and free memory that is not given back.
 */

// Of each thread's heap: it grows by half instead of fourfold before garbage is collected, and new objects have 16 MB of it instead of 128.
export const platformProgram = ['--max-old-space-size=768', '--max-semi-space-size=8', 'shared/cli/start/start.ts'];

// Two pools of memory outside the heap, not eight for each processor: on Linux each keeps what was once freed in it.
export const platformEnvironment = { MALLOC_ARENA_MAX: '2' };
