import type { Command } from 'commander'
import { act } from '../cli.ts'
import type { Cli } from '../cli.ts'
import type { ExportFlags } from '../export.ts'

/** `attune export` */
export function declareExport(program: Command, cli: Cli): void {
  program
    .command('export')
    .description('Write a study for another program: a table, or a database of Optuna.')
    .argument('<study>', 'folder or name of a study')
    .requiredOption('--to <format>', 'csv, jsonl, parquet or optuna')
    .option('--out <file>', 'where to write it (default: stdout, for csv and jsonl)')
    .option('--what <rows>', 'a row for each of the trials or the results', 'trials')
    .option('--metric <name>', 'to optuna: what is optimised, where the study does not say')
    .option('--mode <mode>', 'to optuna: whether that is to be small or large, min or max')
    .option('--force', 'replace a file that is there already')
    .option('--json', 'one JSON document on stdout: what was written')
    .addHelpText('after', '\nExample:\n  attune export digits --to parquet --out digits.parquet')
    .action(
      act(cli, async (study: string, flags: ExportFlags) => {
        const { exportStudy } = await import('../export.ts')
        return exportStudy(cli, study, flags)
      }),
    )
}
