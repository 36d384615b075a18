#!/usr/bin/env node
import { simulatorCommand } from './cli/command.ts';

await simulatorCommand().parseAsync();
