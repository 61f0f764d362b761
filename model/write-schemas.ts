// Reached by `npm run schemas`: writes the JSON Schemas beside the configuration files that name them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from './config/json-schemas';

for (const [file, text] of Object.entries(jsonSchemas())) writeFileSync(join('flows-config', file), text);
