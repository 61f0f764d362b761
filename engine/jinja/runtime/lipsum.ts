import type { Value } from '../../values/value';
import type { Arguments } from './arguments';
import { Markup } from './objects';
import { RenderError } from '../errors';
import { checkArguments, signature } from './signature';

/** Words of the usual filler text. Jinja draws from more of them; which ones come is chance there, too. */
const words = `a ac accumsan aliquam aliquet amet ante arcu at auctor augue bibendum blandit commodo condimentum congue
consectetuer consequat convallis cras cubilia cursus dapibus diam dictum dignissim dis dolor donec dui duis egestas eget
eleifend elementum elit enim erat eros est et etiam eu euismod facilisi facilisis fames faucibus felis fermentum feugiat
fringilla fusce gravida habitant hac hendrerit iaculis id imperdiet in inceptos integer interdum ipsum justo lacinia lacus
laoreet lectus leo libero ligula lobortis lorem luctus maecenas magna magnis malesuada massa mattis mauris metus mi
molestie mollis montes morbi nam nascetur natoque nec neque netus nibh nisi nisl non nonummy nulla nullam nunc odio orci
ornare pede pellentesque penatibus per phasellus placerat platea porta porttitor posuere potenti praesent pretium primis
proin pulvinar purus quam quis quisque rhoncus ridiculus risus rutrum sagittis sapien scelerisque sed sem semper senectus
sit sociis sodales sollicitudin suscipit suspendisse taciti tellus tempor tempus tincidunt torquent tortor tristique
turpis ullamcorper ultrices ultricies urna ut varius vehicula vel velit venenatis vestibulum vitae vivamus viverra
volutpat vulputate`.split(/\s+/);

const parameters = signature('generate_lorem_ipsum(; n= html= min= max=)');

/** `lipsum(n=5, html=True, min=20, max=100)`: paragraphs of filler text, each of at least `min` and fewer than `max` words. */
export function lipsum(passed: Arguments): Value {
  if (parameters !== undefined) checkArguments(parameters, passed);
  const [least, most] = [passed.integer(2, 'min', 20), passed.integer(3, 'max', 100)];
  const count = Math.max(0, passed.integer(0, 'n', 5));
  if (count > 0 && most <= least) {
    throw new RenderError('ValueError', `empty range for randrange() (${least}, ${most}, ${most - least})`);
  }
  const paragraphs = Array.from({ length: count }, () => paragraph(between(least, most)));
  if (!passed.flag(1, 'html', true)) return paragraphs.join('\n\n');
  return new Markup(paragraphs.map((text) => `<p>${text}</p>`).join('\n'));
}

function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least));
}

/** Sentences of some 10 words with a comma now and then. */
function paragraph(length: number): string {
  let text = '';
  let begins = true;
  let last = '';
  for (let index = 0; index < length; index++) {
    let word = last;
    while (word === last) word = words[between(0, words.length)] ?? '';
    last = word;
    text += (text === '' ? '' : ' ') + (begins ? word.charAt(0).toUpperCase() + word.slice(1) : word);
    const chance = Math.random();
    begins = chance < 0.1 && index < length - 1;
    if (begins) text += '.';
    else if (chance > 0.85 && index < length - 1) text += ',';
  }
  return `${text}.`;
}
