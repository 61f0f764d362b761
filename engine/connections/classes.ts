/** Name of the Python class behind each type of connection: annotations of tools and messages of errors speak of these. */
export const connectionClasses: Readonly<Record<string, string>> = {
  azure_open_ai: 'AzureOpenAIConnection',
  open_ai: 'OpenAIConnection',
  serverless: 'ServerlessConnection',
  cognitive_search: 'CognitiveSearchConnection',
  azure_ai_services: 'AzureAIServicesConnection',
  serp: 'SerpConnection',
  bing: 'BingConnection',
  azure_content_safety: 'AzureContentSafetyConnection',
  form_recognizer: 'FormRecognizerConnection',
  qdrant: 'QdrantConnection',
  weaviate: 'WeaviateConnection',
  custom: 'CustomConnection',
};

export function connectionClass(type: string): string {
  return connectionClasses[type] ?? type;
}
