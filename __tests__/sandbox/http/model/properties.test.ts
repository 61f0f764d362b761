import fc from 'fast-check';
import { hashRequest } from '../../../../sandbox/http/model/recordings';
import { readChatRequest } from '../../../../sandbox/http/model/request';
import { parseRules } from '../../../../sandbox/http/model/rules';
import { textPieces } from '../../../../sandbox/http/model/text-pieces';

test('the pieces of any text make up the text', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => textPieces(text).join('') === text));
});

test('the hash of a request ignores the order of keys and how the answer travels, and nothing else', () => {
  const body = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(body, fc.boolean(), (request, stream) => {
      const reversed = Object.fromEntries(Object.entries(request).reverse());
      expect(hashRequest({ ...reversed, stream, user: 'u' })).toBe(hashRequest({ ...request, user: null }));
      expect(hashRequest({ ...request, messages: 'other' })).not.toBe(hashRequest({ ...request, messages: 'one' }));
    }),
  );
});

test('whatever a prompt holds, a JSON rule answers JSON with exactly that', () => {
  const [rule] = parseRules("- when: { prompt: '^([^]*)$' }\n  json: { all: $1 }", 'rules.yaml');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (content) => {
      const request = readChatRequest({ model: 'm', messages: [{ role: 'user', content }] });
      expect(JSON.parse(rule!.answer(request)!)).toEqual({ all: content });
    }),
  );
});

test.each([
  ['- when: { prompt: x }', 'rules.yaml:1: 0: a rule has either "answer" or "json"'],
  ['- when: {}\n  answer: a\n  json: b', 'rules.yaml:1: 0: a rule has either "answer" or "json"'],
  ['- when: { prompt: "a(b)" }\n  answer: $1 $2', 'the answer uses $2, but "when.prompt" has the groups $1'],
  ['- when: {}\n  json: [ { a: $<x> } ]', 'the answer uses $<x>, but "when.prompt" has no groups'],
  ['- when: {}\n  answer: [', 'rules.yaml:2: '],
  ['rules: []', 'rules.yaml:1: rules: Invalid input: expected array'],
])('the mistake in %j is said with its line', (text, message) => {
  expect(() => parseRules(text, 'rules.yaml')).toThrow(message);
});

test('an empty file has no rules', () => expect(parseRules('# later\n', 'rules.yaml')).toEqual([]));
