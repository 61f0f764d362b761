import { freshProject } from '../project-folder';

const answers = `from dataclasses import dataclass
from typing import Optional

from promptflow.core import AzureOpenAIModelConfiguration


@dataclass
class Answer:
    """What the flow gives."""

    answer: str
    sources: list


class Answers:
    def __init__(self, model: AzureOpenAIModelConfiguration, tone: str = "kind"):
        self.model = model

    async def __call__(
        self,
        question: str,  # the ticket: its text
        history: Optional[list] = None,
    ) -> Answer:
        return Answer(question, [])
`;

const definition = `entry: answers:Answers
sample:
  init:
    model: { connection: aoai, azure_deployment: gpt }
`;

describe('a flow that is a Python class', () => {
  const project = freshProject();
  beforeEach(() => {
    project.folder
      .remove('flows/answers/standard')
      .write('flows/answers/standard/flow.flex.yaml', definition)
      .write('flows/answers/standard/answers.py', answers);
  });

  test('is valid, and its inputs and outputs are those of its code', () => {
    expect(project.folder.mistakes()).toEqual([]);
    expect(project.folder.project().environments.dev?.flows[0]?.outputs).toEqual(['answer', 'sources']);
  });

  test('an input that the code does not have is told', () => {
    project.folder.config('question: ${data.question}', 'query: ${data.question}');
    expect(project.folder.mistakes()).toContain('flows-config/answers.yaml:8 unknown-input');
  });

  test('an output that the code does not have is told', () => {
    project.folder.config('${run.outputs.answer}', '${run.outputs.reply}');
    expect(project.folder.mistake()).toMatchObject({ code: 'unknown-output' });
  });

  test("the connection of its sample's init must be defined", () => {
    project.folder.edit('flows/answers/standard/flow.flex.yaml', 'connection: aoai', 'connection: aoia');
    expect(project.folder.mistake()).toMatchObject({ code: 'unknown-connection', line: 4 });
  });

  test.each([
    ['an entry without a name', 'answers:Answers', 'answers', 'bad-entry'],
    ['a module that is not there', 'answers:Answers', 'replies:Answers', 'missing-file'],
    ['a class that is not there', 'answers:Answers', 'answers:Replies', 'bad-entry'],
  ])('%s is told', (_, from, to, code) => {
    project.folder.edit('flows/answers/standard/flow.flex.yaml', from, to);
    expect(project.folder.load().problems.map((problem) => problem.code)).toContain(code);
  });

  test('a function and an evaluation that returns a text work as well', () => {
    project.folder
      .write('flows/answers/standard/flow.flex.yaml', 'entry: answers:run\n')
      .write('flows/answers/standard/answers.py', 'def run(question):\n    return {"answer": question}\n');
    expect(project.folder.mistakes()).toEqual([]);
  });
});
