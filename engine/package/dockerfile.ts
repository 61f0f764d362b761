/**
 * Exact, so that an image built tomorrow is on the same base. The digest is that of the index of all platforms, as several
 * public repositories pin it (seen 2026-11-22); nobody has asked the registry for it here. Debian 12 has Python 3.11.
 */
export const baseImage =
  'node:20.19.5-bookworm-slim@sha256:9e70124bd00f47dd023e349cd587132ae61892acc0e47ed641416c3e18f401c3';

export interface DockerfileOptions {
  /** Name of the flow. */
  readonly name: string;
  /** Whether the flow has Python tools. */
  readonly python: boolean;
  /** Path of the file with the flow's Python packages, in its folder. */
  readonly requirements?: string;
  /** Whether the flow uses connections. */
  readonly connections: boolean;
}

const healthCheck =
  "fetch('http://127.0.0.1:' + (process.env.PORT || 8080) + '/health').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))";

/** The Dockerfile of a flow's image. */
export function dockerfile({ name, python, requirements, connections }: DockerfileOptions): string {
  const packages = ['python3', ...(requirements === undefined ? [] : ['python3-venv'])];
  const lines = [
    `# Serves the flow ${name.replace(/\s/g, ' ')}. README.md tells how to build and run it.`,
    `FROM ${baseImage}`,
    'ENV NODE_ENV=production',
    ...(python
      ? [
          'RUN apt-get update \\',
          `  && apt-get install -y --no-install-recommends ${packages.join(' ')} \\`,
          '  && rm -rf /var/lib/apt/lists/*',
        ]
      : []),
    'WORKDIR /app',
    // Tools run in the flow's folder, and some keep files there.
    'COPY --chown=node:node flow flow',
    ...(python && requirements !== undefined
      ? [
          `RUN python3 -m venv /opt/venv \\`,
          `  && cd flow \\`,
          `  && /opt/venv/bin/pip install --no-cache-dir -r ${shellQuoted(requirements)}`,
          'ENV PATH=/opt/venv/bin:$PATH',
        ]
      : []),
    'COPY server server',
    ...(connections ? ['COPY connections connections'] : []),
    'COPY start.sh ./',
    'USER node',
    'EXPOSE 8080',
    `HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["node", "-e", ${JSON.stringify(healthCheck)}]`,
    'CMD ["./start.sh"]',
  ];
  return `${lines.join('\n')}\n`;
}

/** What the image does not need of its context. */
export const dockerignore = ['.dockerignore', 'Dockerfile', 'README.md', 'settings.json', '.env', ''].join('\n');

/** The script that starts the server, in a container or anywhere with Node (and Python, where the flow needs it). */
export function startScript(name: string, version: string, flow: string): string {
  return [
    '#!/bin/sh',
    '# Replaces the shell, so that the server itself receives the signal to stop.',
    'cd "$(dirname "$0")" || exit 1',
    `exec node server/main.js --flow ${shellQuoted(flow)} --connections connections --name ${shellQuoted(name)} --version ${shellQuoted(version)}`,
    '',
  ].join('\n');
}

/** A flow's name as Docker takes names. */
export function imageName(name: string): string {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  return words.filter((word) => word !== '').join('-') || 'flow';
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
