#!/usr/bin/env node
import { runCli } from './run-cli.ts';
import { terminal } from './terminal.ts';

// kafkajs asks for negative time-outs; Node says so on standard error, where an operator looks for the one line that matters.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') {
    terminal.err(`${warning.name}: ${warning.message}`);
  }
});

process.exitCode = await runCli(process.argv.slice(2), terminal);
