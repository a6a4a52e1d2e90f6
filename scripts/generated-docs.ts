import { commands } from '../commands/registry.ts';
import { describeApi } from '../handlers/http/api/describe-api.ts';
import { jsonSchema } from '../src/config/json-schema.ts';
import { commandReference } from '../src/core/command/reference.ts';
import { configurationReference } from './configuration-reference.ts';
import { haproxyFiles } from './haproxy-files.ts';
import { slackManifest } from './slack-manifest.ts';

export interface GeneratedDoc {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
}

/** Documents that are made from the code and never edited by hand, and the sample's HAProxy files. */
export async function generatedDocs(): Promise<readonly GeneratedDoc[]> {
  const specs = commands.map(({ spec }) => spec);
  return [
    { file: 'docs/commands.md', text: commandReference(specs) },
    { file: 'docs/configuration.md', text: configurationReference() },
    { file: 'docs/slack-manifest.yml', text: slackManifest(specs) },
    { file: 'docs/belay.schema.json', text: `${JSON.stringify(jsonSchema(), null, 1)}\n` },
    { file: 'docs/openapi.json', text: `${JSON.stringify(await describeApi(specs), null, 1)}\n` },
    ...haproxyFiles(),
  ];
}
