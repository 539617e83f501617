/** Fields of a result that tell of the report, the process or the machine instead of the trial. */
export const NOT_LOGGED: ReadonlySet<string> = new Set([
  'checkpoint_dir_name',
  'config',
  'date',
  'done',
  'hostname',
  'iterations_since_restore',
  'node_ip',
  'pid',
  'seq',
  'time_since_restore',
  'timestamp',
  // This is what the step says.
  'training_iteration',
  'trial_id',
])
