import { shape, type Shape } from '../runtime/builtin';

type Shapes = ReadonlyMap<string, Shape>;

/** Reads `name:shape` words; a name alone takes no arguments. */
function shapes(text: string): Shapes {
  const words = text.split(/\s+/).filter((word) => word !== '');
  return new Map(
    words.map((word) => {
      const [name = '', form = '0'] = word.split(':');
      return [name, shape(form)];
    }),
  );
}

/** What the methods of Python's types take. Methods that are not here take anything. */
export const methodShapes: Readonly<Record<'str' | 'list' | 'tuple' | 'dict' | 'int' | 'float' | 'bytes', Shapes>> = {
  str: shapes(`
    capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace
    istitle isupper lower swapcase title upper
    format_map:1 join:1 partition:1 removeprefix:1 removesuffix:1 rpartition:1 translate:1 zfill:1
    center:1-2 ljust:1-2 rjust:1-2 lstrip:0-1 rstrip:0-1 strip:0-1 maketrans:1-3 replace:2-3
    count:(1-3) endswith:(1-3) find:(1-3) index:(1-3) rfind:(1-3) rindex:(1-3) startswith:(1-3)
    encode:encoding,errors expandtabs:tabsize rsplit:sep,maxsplit split:sep,maxsplit splitlines:keepends
  `),
  list: shapes('append:1 clear copy count:1 extend:1 index:1-3 insert:2 pop:0-1 remove:1 reverse sort:key,reverse'),
  tuple: shapes('count:1 index:1-3'),
  dict: shapes('clear copy fromkeys:1-2 get:1-2 items keys pop:1-2 popitem setdefault:1-2 values'),
  int: shapes(
    'as_integer_ratio bit_count bit_length conjugate to_bytes:length,byteorder,signed from_bytes:bytes,byteorder,signed',
  ),
  float: shapes('as_integer_ratio conjugate fromhex:1 hex is_integer'),
  bytes: shapes(`
    capitalize isalnum isalpha isascii isdigit islower isspace istitle isupper lower swapcase title upper
    fromhex:1 join:1 partition:1 removeprefix:1 removesuffix:1 rpartition:1 zfill:1
    center:1-2 ljust:1-2 rjust:1-2 lstrip:0-1 rstrip:0-1 strip:0-1 maketrans:2 replace:2-3
    count:(1-3) endswith:(1-3) find:(1-3) index:(1-3) rfind:(1-3) rindex:(1-3) startswith:(1-3)
    decode:encoding,errors hex:sep,bytes_per_sep expandtabs:tabsize rsplit:sep,maxsplit split:sep,maxsplit
    splitlines:keepends
  `),
};
