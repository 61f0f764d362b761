import { baseImage } from './dockerfile';

export interface ReadmeOptions {
  readonly name: string;
  /** Name for the image. */
  readonly image: string;
  /** Environment variables that must be set. */
  readonly variables: readonly string[];
  /** Whether the flow has Python tools. */
  readonly python: boolean;
}

/** The README of a context: how to build the image, run it, and run without Docker. */
export function readme({ name, image, variables, python }: ReadmeOptions): string {
  const set = variables.map((variable) => ` -e ${variable}`).join('');
  const secrets =
    variables.length === 0
      ? 'The flow needs no secrets.'
      : `These environment variables hold the flow's secrets, and must be set where it runs:\n\n${variables
          .map((variable) => `- \`${variable}\``)
          .join('\n')}`;
  return `# ${name}

Serves the flow over HTTP: \`POST /score\`, \`GET /health\`, \`/version\`, \`/swagger.json\`, \`POST /feedback\`, and a page to try it at \`/\`.

## In a container

    docker build -t ${image} .
    docker run --rm --init -p 8080:8080${set} ${image}
    curl http://127.0.0.1:8080/health

The image starts from \`${baseImage}\`. Look its digest up in your registry before you rely on it, and change it in the Dockerfile as updates appear: the build does not ask a registry.

## Without one

    ./start.sh

It needs Node 20 or later${python ? ', Python 3.9 or later with the packages of the flow' : ''} and nothing else.

## Settings

${secrets}

Any field of a connection can be overridden by \`<CONNECTION>_<FIELD>\` in upper case, such as \`AOAI_API_BASE\` for \`api_base\` of \`aoai\`. Other variables:

| variable | default | meaning |
| --- | --- | --- |
| \`PORT\` | 8080 | port to listen on |
| \`SERVING_HOST\` | 0.0.0.0 | address to listen on |
| \`MAX_CONCURRENT_REQUESTS\` | 32 | most requests at once; more are answered 429. Without it \`PROMPTFLOW_WORKER_NUM\` x \`PROMPTFLOW_WORKER_THREADS\`, where they are set |
| \`REQUEST_TIMEOUT_SECONDS\` | 300 | longest that a run may take |
| \`PROMPTFLOW_RESPONSE_INCLUDED_FIELDS\` | all | JSON list of the outputs to answer |
| \`BUILD_INFO\` | none | JSON whose \`build_number\` is the version to show |
| \`OTEL_EXPORTER_OTLP_ENDPOINT\` | none | collector that gets a trace of each request |
| \`OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT\` | false | whether traces hold inputs and outputs |

\`SIGTERM\` stops the server when the requests under way are answered.
`;
}
