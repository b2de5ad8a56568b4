#!/usr/bin/env node
import { ready } from './ready.mjs';

ready();
await import('../dist/harness/cli/main.js');
