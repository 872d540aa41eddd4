/**
 * How Node runs the platform. The platform's options follow `platformProgram`. Both settings limit memory: otherwise a thousand orders
 * would leave 650 MB behind, mostly uncollected garbage and free memory that is not returned to the system.
 */

// Each thread's heap grows by half instead of fourfold before garbage is collected, and has 16 MB for new objects instead of 128.
export const platformProgram = ['--max-old-space-size=768', '--max-semi-space-size=8', 'shared/cli/start/start.ts'];

// Two memory pools outside the heap instead of eight per processor: on Linux each of them keeps freed memory.
export const platformEnvironment = { MALLOC_ARENA_MAX: '2' };
