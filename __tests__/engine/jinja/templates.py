"""Templates and values for the fixtures: each template shows one corner of Jinja, or a few that belong together."""

VALUES = {'name': 'Ada',
 'n': 3,
 'f': 3.0,
 'big': 12345678901234567890123,
 'small': 1e-07,
 'huge': 1e+20,
 'tenth': 0.1,
 'yes': True,
 'no': False,
 'none': None,
 'items': ['a', 'b', 'c'],
 'nums': [3, 1, 2],
 'mixed': [1, 1.0, True, None, 'x', "it's", 'q"q', 'both\'"', 'a\nb\tc\\', 'é', '\u200b', '\x07'],
 'd': {'k': 1, 'items': 'shadow', 'z': [1.5, {'a': None}], 'b': True},
 'empty': {},
 'el': [],
 'es': '',
 'text': '  Hello World  ',
 'emoji': 'a😀b',
 'users': [{'name': 'x', 'age': 3, 'tag': 'p'},
           {'name': 'y', 'age': 1, 'tag': 'q'},
           {'name': 'z', 'age': 2, 'tag': 'p'}],
 'html': '<b>\'"&</b>',
 'neg': -7,
 'half': 2.5,
 'nan': float("nan"),
 'inf': float("inf"),
 'para': 'one two\nthree  four\n',
 'nested': {'a': {'b': ['c', {'d': 'deep'}]}}}

# What the inputs and outputs of prompts are made of: one template a line.
LINES = r'''
Hello {{ name }}!
{{ n }} {{ f }} {{ big }} {{ small }} {{ huge }} {{ tenth }} {{ yes }} {{ no }} {{ none }}
{{ items }} {{ nums }} {{ mixed }}
{{ d }} {{ empty }} {{ el }}[{{ es }}]
{{ nan }} {{ inf }} {{ -inf }}
{{ 10/2 }} {{ 7//2 }} {{ 2**3 }} {{ 7%3 }} {{ -7//2 }} {{ -7%3 }} {{ 7.5//2 }} {{ 2**-1 }} {{ 2**0.5 }} {{ 7.0//2 }}
{{ 1+1 }} {{ 1+1.0 }} {{ "a"+"b" }} {{ [1]+[2] }} {{ "ab"*2 }} {{ [0]*3 }} {{ 3-1 }} {{ 2*3.5 }}
{{ big + 1 }} {{ big * 2 }} {{ big // 7 }} {{ big % 10 }} {{ 9007199254740993 }} {{ 9007199254740992 + 1 }}
{{ 1 ~ 2 ~ "x" ~ none ~ 1.0 }}
{{ not yes }} {{ yes and no }} {{ yes or no }} {{ 0 or "x" }} {{ "" and 1 }} {{ n and f }}
{{ 1 == 1.0 }} {{ 1 == true }} {{ "1" == 1 }} {{ [1] == [1.0] }} {{ none == false }} {{ d == d }}
{{ 1 < 2 }} {{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ "a" < "b" }} {{ [1,2] < [1,3] }} {{ 2 >= 2.0 }}
{{ "a" in "abc" }} {{ "x" not in items }} {{ "k" in d }} {{ 1 in nums }} {{ 1.0 in nums }}
{{ ('k', 1) }} {{ (1,) }} {{ () }} {{ (1) }}
{{ {"a": 1, "b": [1.0]} }} {{ {1: 2} }} {{ [1, 'two', 3.0, none, true] }}
{{ items[0] }} {{ items[-1] }} {{ items[1:] }} {{ items[:-1] }} {{ items[::-1] }} {{ items[::2] }} {{ items[5] }} {{ items[5:9] }}
{{ name[0] }} {{ name[-1] }} {{ name[1:] }} {{ name[::-1] }} {{ emoji|length }} {{ emoji[1] }} {{ emoji[::-1] }}
{{ d.k }} {{ d["k"] }} {{ d["items"] }} {{ d.get("k") }} {{ d.get("zz") }} {{ d.get("zz", 5) }} {{ d.keys()|list }} {{ d.values()|list }}
{{ d.items()|list }}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}
{{ nested.a.b[1].d }} {{ nested["a"]["b"][0] }} {{ nested.x }} {{ nested.x is defined }}
{{ missing }}|{{ missing|length }}|{{ missing|upper }}|{{ missing ~ "x" }}|{{ missing|default("dd") }}|{{ missing or "o" }}
{{ missing.attr }}
{{ missing + 1 }}
{{ missing() }}
{{ missing[0] }}
{% for x in missing %}x{% else %}empty{% endfor %}
{% if missing %}a{% else %}b{% endif %}
{{ missing is defined }} {{ missing is undefined }} {{ name is defined }} {{ none is none }}
{{ missing == missing }} {{ missing == none }} {{ missing|string }} {{ missing|list }}
{{ [missing] }}
{% for i in items %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ i }} {% endfor %}
{% for i in items %}{{ loop.previtem }}-{{ i }}-{{ loop.nextitem }} {{ loop.cycle("o","e") }} {{ loop.depth }}{{ loop.depth0 }} {% endfor %}
{% for i in [1,1,2,2,1] %}{{ loop.changed(i) }} {% endfor %}
{% for u in users if u.age > 1 %}{{ loop.index }}{{ u.name }}{% if not loop.last %}, {% endif %}{% endfor %}
{% for u in users|sort(attribute="age") %}{{ u.name }}{% endfor %}
{% for a, b in [(1,2),(3,4)] %}{{ a+b }} {% endfor %}
{% for i in range(3) %}{{ i }}{% endfor %} {% for i in range(1,10,3) %}{{ i }}{% endfor %} {% for i in range(3,0,-1) %}{{ i }}{% endfor %} {{ range(3) }} {{ range(3)|list }}
{% for k in d %}{{ k }} {% endfor %}
{% for c in name %}{{ c }}.{% endfor %}
{% for x in [] %}a{% else %}none{% endfor %}
{% for x in [1,2] recursive %}{{ x }}{% endfor %}
{% for x in [[1,[2]],[3]] recursive %}{% if x is iterable %}<{{ loop(x) }}>{% else %}{{ x }}{% endif %}{% endfor %}
{% set x = 5 %}{{ x }} {% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set x = 1 %}{% for i in [1,2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}
{% set ns = namespace(c=0) %}{% for i in nums %}{% set ns.c = ns.c + i %}{% endfor %}{{ ns.c }}
{% set block %}inner {{ name }}{% endset %}[{{ block }}]
{% if n == 3 %}three{% elif n == 4 %}four{% else %}other{% endif %}
{{ "yes" if yes else "no" }} {{ "x" if no }} {{ (1 if no else 2) + 1 }}
{% macro greet(who, punct="!") %}Hi {{ who }}{{ punct }}{% endmacro %}{{ greet("Bo") }} {{ greet("Al", punct="?") }} {{ greet(who="Z") }}
{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}body{% endcall %}
{% macro m(x) %}[{{ varargs }}{{ kwargs }}{{ x }}]{% endmacro %}{{ m(1, 2, k=3) }}
{% filter upper %}shout {{ name }}{% endfilter %}
{% raw %}{{ not }} {% this %}{% endraw %}
{# comment #}visible
{#- strip -#}  visible
a {%- if yes %} b {%- endif %} c
a {{- name -}} b
{% if yes -%}   x   {%- endif %}
{{ text|trim }}|{{ text.strip() }}|{{ text.lstrip() }}|{{ text.rstrip() }}|
{{ name|upper }} {{ name|lower }} {{ "hello world"|title }} {{ "hELLO"|capitalize }} {{ "they're bill's"|title }}
{{ items|join(", ") }} {{ nums|join }} {{ users|join("-", attribute="name") }} {{ mixed[:4]|join("|") }}
{{ nums|sort }} {{ nums|sort(reverse=true) }} {{ ["b","A","c"]|sort }} {{ ["b","A","c"]|sort(case_sensitive=true) }}
{{ nums|sum }} {{ users|sum(attribute="age") }} {{ [1.5,2]|sum }} {{ nums|max }} {{ nums|min }} {{ []|max }}
{{ items|first }} {{ items|last }} {{ items|length }} {{ items|count }} {{ items|reverse|list }} {{ name|reverse }}
{{ [1,1,2,3,2]|unique|list }} {{ ["a","A","b"]|unique|list }}
{{ users|map(attribute="name")|list }} {{ items|map("upper")|list }} {{ users|map(attribute="zz", default="d")|list }}
{{ users|selectattr("age", ">", 1)|map(attribute="name")|list }} {{ users|rejectattr("tag", "equalto", "p")|list }} {{ nums|select("odd")|list }} {{ nums|reject("odd")|list }}
{{ users|selectattr("tag", "==", "p")|list|length }} {{ [0,1,""]|select|list }}
{% for g in users|groupby("tag") %}{{ g.grouper }}:{{ g.list|map(attribute="name")|join(",") }} {% endfor %}
{% for tag, us in users|groupby("tag") %}{{ tag }}{{ us|length }}{% endfor %}
{{ range(7)|batch(3)|list }} {{ range(7)|batch(3, "x")|list }} {{ range(7)|slice(3)|list }}
{{ d|dictsort }} {{ {"b":1,"A":2}|dictsort }} {{ {"b":1,"a":2}|dictsort(by="value") }} {{ {"b":1,"a":2}|dictsort(false, "key", true) }}
{{ d|items|list }} {{ d|length }} {{ d|list }}
{{ d|tojson }} {{ mixed|tojson }} {{ html|tojson }} {{ d|tojson(indent=2) }}
{{ html|escape }} {{ html|e }} {{ html|safe }} {{ "<a>"|forceescape }} {{ html|striptags }}
{{ 2.5|round }} {{ 3.5|round }} {{ 2.567|round(2) }} {{ 2.5|round(0,"ceil") }} {{ 2.5|round(0,"floor") }} {{ 42.55|round(1) }} {{ 1234|round(-2) }} {{ 7|round }}
{{ 3.7|int }} {{ "42"|int }} {{ "x"|int }} {{ "x"|int(5) }} {{ "0x1F"|int(0,16) }} {{ "3.9"|int }} {{ none|int }} {{ true|int }} {{ "1_0"|int }}
{{ "3.5"|float }} {{ 3|float }} {{ "x"|float }} {{ "x"|float(1.5) }} {{ "1e3"|float }}
{{ 5|string }}{{ 1.0|string }} {{ -5|abs }} {{ -2.5|abs }}
{{ "%s is %d and %.2f"|format("a", 3, 1.005) }} {{ "%05d|%-5s|%5s|%x|%e|%%"|format(42, "ab", "cd", 255, 12345.678) }} {{ "%(a)s"|format(a=1) }} {{ "%r"|format("x") }}
{{ "{} {1} {a}".format(1, 2, a=3) }}
{{ "{} {}".format("x", 1.0) }} {{ "{1} {0}".format(1, 2) }} {{ "{a:>5}|{b:.2f}|{c:,}".format(a="x", b=1.5, c=1234567) }} {{ "{:05d} {:x} {:%} {!r}".format(42, 255, 0.25, "s") }} {{ "{0[k]} {0.k}".format({"k":1}) }}
{{ "{0[k]}".format({"k":1}) }} {{ "{{}}".format() }}
{{ "a,b,,c".split(",") }} {{ " a  b ".split() }} {{ "a-b-c".split("-", 1) }} {{ "a-b-c".rsplit("-", 1) }} {{ "a\nb\r\nc".splitlines() }} {{ "k=v=w".partition("=") }} {{ "k=v=w".rpartition("=") }}
{{ name.upper() }} {{ name.lower() }} {{ name.startswith("A") }} {{ name.endswith(("x","a")) }} {{ name.replace("a","o") }} {{ name.find("d") }} {{ name.count("a") }} {{ name.index("d") }} {{ ", ".join(items) }} {{ name.isdigit() }} {{ "12".isdigit() }} {{ "ab".isalpha() }}
{{ name.center(9, "*") }} {{ name.ljust(5) }}| {{ name.rjust(5) }} {{ "7".zfill(3) }} {{ "aXb".swapcase() }} {{ "hello world".title() }} {{ "hello".capitalize() }} {{ "--a--".strip("-") }}
{% set l = [1] %}{% set _ = l.append(2) %}{{ l }} {{ l.extend([3]) }}{{ l }} {{ l.insert(0, 9) }}{{ l }} {{ l.pop() }}{{ l }} {{ l.sort() }}{{ l }} {{ l.reverse() }}{{ l }} {{ l.remove(9) }}{{ l }}
{% set m = {"a":1} %}{% set _ = m.update({"b":2}) %}{{ m }} {{ m.setdefault("c", 3) }} {{ m }} {{ m.pop("a") }} {{ m }} {{ m.copy() }}
{{ para|wordcount }} {{ para|indent }} {{ para|indent(2, true) }} {{ "a\n\nb"|indent(2, blank=true) }}
{{ "hello world foo bar"|truncate(10) }} {{ "hello world foo bar"|truncate(11, true, "..") }} {{ "hello"|truncate(10) }} {{ "hello world"|truncate(9, false, "...", 0) }} {{ "hello big world"|truncate(9, leeway=0) }}
{{ "aaa bbb ccc"|wordwrap(5) }} {{ "abcdefghij"|wordwrap(4) }} {{ "aaa\nbbb ccc ddd"|wordwrap(7, wrapstring=" | ") }}
{{ "x"|center(5) }}| {{ "a b&c"|urlencode }} {{ {"a b": 1, "c": "d&e"}|urlencode }} {{ 1000|filesizeformat }} {{ 13000|filesizeformat }} {{ 4100000|filesizeformat(true) }} {{ 1|filesizeformat }}
{{ d|xmlattr }} {{ {"class":"a", "id":none, "x":"<"}|xmlattr }}
{{ users|map("length")|list }} {{ users|map(attribute="name")|map("upper")|join }} {{ "abc"|list }} {{ "abc"|first }}
{{ ["a","b"]|map("replace","a","z")|list }} {{ users|attr("zz") }} {{ name|attr("upper")() }}
{{ 3 is odd }} {{ 4 is even }} {{ 9 is divisibleby 3 }} {{ 9 is divisibleby(2) }} {{ 3 is number }} {{ "a" is string }} {{ d is mapping }} {{ items is sequence }} {{ items is iterable }} {{ 3 is integer }} {{ 3.0 is float }} {{ true is integer }} {{ true is boolean }} {{ true is number }}
{{ "abc" is lower }} {{ "ABC" is upper }} {{ 1 is in [1,2] }} {{ 3 is eq 3 }} {{ 3 is gt 2 }} {{ 3 is lt 2 }} {{ 3 is ne 2 }} {{ 3 is ge 3 }} {{ 3 is sameas 3 }} {{ none is sameas none }} {{ 3 is not none }} {{ x is not defined }} {{ range is callable }} {{ "upper" is filter }} {{ "odd" is test }} {{ true is true }} {{ false is false }} {{ html is escaped }}
{{ not n is odd }} {{ n is odd and n is defined }} {{ missing is defined or n is odd }}
{{ dict(a=1, b=2) }} {{ dict([("x", 1)]) }} {{ cycler("a","b").next() }} {% set c = cycler("a","b") %}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.next() }}
{% set j = joiner(", ") %}{% for i in items %}{{ j() }}{{ i }}{% endfor %}
{% with a = 1, b = 2 %}{{ a+b }}{% endwith %}{{ a }}
{% autoescape true %}{{ html }}{% endautoescape %}
{% block x %}in block{% endblock %}
{% include "x" %}
{% import "x" as y %}
{% extends "x" %}
{% do items.append(1) %}
{% for i in items %}{% break %}{% endfor %}
{{ ''.__class__ }}
{{ [].__class__.__mro__ }}
{{ name.__len__() }}
{{ range(200000)|length }}
{{ 1/0 }}
{{ 1//0 }} {{ 1%0 }}
{{ "a" + 1 }}
{{ 1 + "a" }}
{{ [1] + "a" }}
{{ none + 1 }}
{{ 1 < "a" }}
{{ none.x }}
{{ none.x.y }}
{{ n.x }} {{ n.real }} {{ f.is_integer() }}
{{ undefined_fn(1) }}
{{ name() }}
{{ "x"|nofilter }}
{{ x is notest }}
{% if %}
{{ 
{% for x in %}{% endfor %}
{% endfor %}
{% unknown %}
{{ a b }}
{{ "unclosed }}
{% if yes %}no end
{{ items|join(', ') | upper }}
{{ "%s" % name }} {{ "%d items" % n }} {{ "%s %s" % ("a", 1) }} {{ "%.1f" % 2.25 }}
{{ 'a' 'b' }}
{{ "tab\tnew\nuni\u00e9 \x41 \\ \' \"" }}
{{ 1e3 }} {{ 1.5e-5 }} {{ 0.00001 }} {{ 1_000 }} {{ 0x1f }} {{ 0b11 }} {{ 0o17 }} {{ 123456789012345680.0 }} {{ 1e16 }} {{ 1e15 }} {{ 0.0001 }} {{ 100.0 }} {{ 1.1+2.2 }}
{{ -n }} {{ +n }} {{ --n }} {{ -2**2 }} {{ 2**3**2 }} {{ (-2)**2 }} {{ not not n }} {{ 2 + 3 * 4 }} {{ (2+3)*4 }} {{ 10 - 2 - 3 }} {{ 100/10/2 }}
{{ n if n > 2 else "small" }} {{ "a" ~ "b" if yes }} {{ [1,2,3][n-2] }} {{ {"a": {"b": 2}}.a.b }} {{ {"a":1}["a"] }}
{{ (items|first).upper() }} {{ items|first|upper }} {{ -3|abs }} {{ (-3)|abs }} {{ n + 2|string|length }}
{{ true }} {{ True }} {{ none }} {{ None }} {{ false }} {{ False }}
{{ loop }}
{{ items == ["a","b","c"] }} {{ items is eq(["a","b","c"]) }} {{ "b" in items and "z" not in items }}
{{ true + 1 }} {{ true * 3 }} {{ true|string }} {{ [true, false]|sum }} {{ 3.0|int }} {{ 1.0 * 3 }} {{ 5 // 2.0 }} {{ 3 * 1.0|int }}
{{ 3|default(4) }} {{ ""|default("x") }} {{ ""|default("x", true) }} {{ none|default("x") }} {{ none|default("x", true) }} {{ d.zz|default("y") }} {{ nested.q.r|default("z") }}
{{ "a"|upper|lower ~ "B"|lower }} {{ [1,2]|length + 1 }} {{ "abc"[1]|upper }} {{ "abc"|upper[1] }}
{{ users[0].name }} {{ users[0]["age"] }} {{ users.0.name }} {{ (users|first).tag }} {{ users[-1].tag }} {{ users[9].name }}
{{ missing|default(none) }} {{ "x"|int(none) }} {{ {"a": none}.get("a", 5) }} {{ {"a": none}.pop("a") }} {{ {"a": none}.setdefault("a", 5) }}
{% macro m(x=5) %}{{ x }}{% endmacro %}{{ m(none) }} {{ m() }} {% for i in [none, 1] %}{{ loop.previtem }}{{ loop.nextitem }}{% endfor %}
{% macro m(a, b=2, *args) %}x{% endmacro %}{{ m(1) }}
{% macro outer() %}{% macro inner(x) %}<{{ x }}>{% endmacro %}{{ inner(1) }}{% endmacro %}{{ outer() }}
{% macro rec(n) %}{{ n }}{% if n > 0 %}{{ rec(n - 1) }}{% endif %}{% endmacro %}{{ rec(3) }}
{% call(x) m2() %}[{{ x }}]{% endcall %}
{% macro m2() %}{{ caller("a") }}{{ caller("b") }}{% endmacro %}{% call(x) m2() %}[{{ x }}]{% endcall %}
{{ m.name }}{% macro m(a) %}{% endmacro %}{{ m.name }}{{ m.arguments }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(b=2) }}
{% macro m(a, a2) %}{{ a }}{{ a2 is defined }}{% endmacro %}{{ m(1) }}
{% for i in [1,2,3] %}{% if loop.index == 2 %}{{ loop.revindex }}{% endif %}{% endfor %}
{% for i in range(3) %}{% for j in range(2) %}{{ loop.index }}{% endfor %}{{ loop.index }};{% endfor %}
{% for i in range(2) %}{% set outer = loop %}{% for j in range(2) %}{{ outer.index }}{{ loop.index }} {% endfor %}{% endfor %}
{% for k, v in d|dictsort %}{{ k }}:{{ v }} {% endfor %}
{% for x in items recursive %}{{ loop.depth }}{% endfor %}
{% for (a, (b, c)) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}
{% for a, b in [(1,)] %}{{ a }}{% endfor %}
{% for a in 5 %}{% endfor %}
{% for a in none %}{% endfor %}
{% set a, b = [1, 2] %}{{ b }}{{ a }}
{% set a = b = 1 %}
{% set x %}a{{ n }}{% endset %}{{ x|length }}
{% set x | upper %}abc{% endset %}{{ x }}
{% set d.k = 5 %}
{% set ns = namespace() %}{% set ns.a = 1 %}{{ ns.a }}{{ ns.b }}
{{ namespace(a=1) }}
{% if x is defined and x %}a{% else %}b{% endif %}
{{ x if x is defined }}|{{ (x if x is defined) is undefined }}
{{ "a" if 0 else "b" if 1 else "c" }}
{{ items | map('upper') | join(', ') | replace('A', 'Z') }}
{{ users | map(attribute='name') | sort(reverse=true) | join('') }}
{{ users | selectattr('age', 'in', [1, 2]) | list | length }}
{{ users | rejectattr('age', 'lt', 2) | map(attribute='name') | list }}
{{ users | groupby('tag') | map('first') | list }}
{{ users | groupby('age') | map(attribute='list') | map('length') | sum }}
{{ users | sort(attribute='tag,age') | map(attribute='name') | join }}
{{ users | max(attribute='age') }} {{ users | min(attribute='age') }}
{{ users | unique(attribute='tag') | map(attribute='name') | list }}
{{ users | sum(attribute='age', start=10) }}
{{ nested | attr('a') }} {{ nested.a.b | last }}
{{ [[1,2],[3]] | sum(start=[]) }}
{{ ['b', 'a'] | sort | first }} {{ 'cab' | sort | join }}
{{ {'b': 1, 'a': 2} | tojson }} {{ [1, none, true, 1.5, "é"] | tojson }} {{ "</script>" | tojson }}
{{ {"a": [1, {"b": 2}]} | tojson(indent=4) }}
{{ missing | tojson }}
{{ (1, 2) | tojson }} {{ range(3) | tojson }}
{{ nan | tojson }} {{ big | tojson }} {{ huge | tojson }}
{{ "a\u2028b" | tojson }} {{ emoji | tojson }}
{{ 'abc'[::-1] }} {{ 'abcdef'[1:5:2] }} {{ items[-2:] }} {{ 'abc'[10] }} {{ 'abc'[5:] }}
{{ items['0'] }} {{ d['nope'] }} {{ d['nope'].x }}
{{ d.nope.x }}
{{ "{:>8.3f}|{:<5}|{:^7}|{:+d}|{:,.2f}|{:e}|{:b}|{:o}|{:X}|{:c}".format(3.14159, 'ab', 'mid', 5, 12345.678, 1234.5, 5, 8, 255, 65) }}
{{ "{!s:>5}|{0!r}".format("a") }}
{{ "{0!r:>6}|{1!s:<4}|".format("a", 1) }}
{{ "%s %r %5.1f %-4d| %+d %x %o %c %%" % ("a", "b", 2.25, 3, 4, 255, 8, "z") }}
{{ "%(a)s-%(b)03d" % {"a": 1, "b": 2} }}
{{ "%d" % "x" }}
{{ "%s" % none }} {{ "%s %s" % (1,) }}
{{ 'a,b;c'.replace(',', ';').split(';') }} {{ 'abc'.partition('b') }} {{ ' x '.strip() ~ '|' }}
{{ 'a b c'.split(' ', 1)[1] }} {{ 'x'.join(['1', '2']) }} {{ 'aXbX'.rstrip('X') }} {{ 'hello'.removeprefix('he') }} {{ 'a.txt'.removesuffix('.txt') }}
{{ 'abc'.isalnum() }} {{ 'a1'.isalnum() }} {{ ' '.isspace() }} {{ 'ABC'.isupper() }} {{ 'Title Case'.istitle() }} {{ '٣'.isdigit() }} {{ '1.5'.isnumeric() }}
{{ 'line1\nline2'.splitlines(true) }}
{{ 5 is divisibleby 0 }}
{{ 1 is sameas 1.0 }} {{ [] is sameas [] }} {{ 'a' is in 'abc' }} {{ 1 is in none }}
{{ x is none }} {{ x is string }} {{ none is mapping }} {{ 'a' is iterable }} {{ 5 is iterable }} {{ range(3) is sequence }}
{{ 0.1 + 0.2 }} {{ 1e100 }} {{ 1.0e-10 }} {{ 5.0 // 2 }} {{ -5 // 2 }} {{ -5 % 3 }} {{ 5 % -3 }} {{ 5.5 % 2 }} {{ 2 ** 100 }} {{ 2 ** -2 }} {{ 0 ** 0 }}
{{ 7 / 7 }} {{ 1 / 3 }} {{ 10 ** 20 }} {{ 10.0 ** 20 }} {{ 1e22 }} {{ 123456789.123456789 }}
{{ true + true }} {{ true == 1 }} {{ false < true }} {{ none == none }} {{ 'a' < 'B' }} {{ [1, 2] < [1, 2, 3] }} {{ (1, 2) == [1, 2] }}
{{ 1 if none else 2 }} {{ not '' }} {{ not [] }} {{ not 0.0 }} {{ [] or {} or 'x' }} {{ 0 and missing.x }}
{{ items + ['d'] }} {{ items * 2 }} {{ 'a' * 0 }} {{ items - 1 }}
{{ {'a': 1, **d} }}
{{ [*items] }}
{{ [x for x in items] }}
{{ lambda: 1 }}
{{ items[0:2][1] }} {{ items[n - 3] }} {{ items[1.0] }}
{{ f(1 }}
{{ "a" "b" ~ 1 }}
{{ 1 +}}
{{ a.1 }} {{ users.1.name }} {{ nested.a.b.1.d }}
{% raw %}{{ a }}{% endraw %}{% raw -%}  {{ b }}  {%- endraw %}
{%- for i in items -%} {{ i }} {%- endfor -%}  end
{# comment with {{ x }} and {% y %} #}ok
{% if true %}{% else %}x{% elif %}{% endif %}
{% for i in items %}{% else %}{% else %}{% endfor %}
{% endif %}
{% if a %}{% endfor %}
{% macro %}{% endmacro %}
{% filter upper|lower %}Ab{% endfilter %}
{% filter nope %}{% endfilter %}
{% with %}{% set z = 1 %}{{ z }}{% endwith %}{{ z }}
{% with x = 1 %}{% with y = x + 1 %}{{ y }}{% endwith %}{% endwith %}
{{ cycler() }}
{{ joiner("|")() }}[{{ joiner()() }}]
{{ range(5)[1:3]|list }} {{ range(5)|last }} {{ range(0)|first }} {{ 3 in range(5) }} {{ range(2,8,2)|length }}
{{ [3, none, 1]|sort }}
{{ [1, 'a']|sort }}
{{ ["B", "a", none]|sort }}
{{ d|dictsort(by='value') }}
{{ "a"|int }} {{ "12abc"|int(default=7) }} {{ "ff"|int(base=16) }} {{ 1e3|int }} {{ "1e3"|int }} {{ [1]|int }} {{ nan|int }} {{ inf|int }}
{{ "nan"|float }} {{ "inf"|float }} {{ " 1.5 "|float }} {{ none|float }} {{ true|float }}
{{ 12345.6789|round(2) }} {{ -2.5|round }} {{ 1.005|round(2) }} {{ 15|round(-1) }} {{ 2.675|round(2, 'ceil') }} {{ "2.5"|round }}
{{ "hello"|truncate(3) }} {{ "hello world"|truncate(8, true) }} {{ "hello world again"|truncate(12, end='!') }} {{ "x"|truncate(2) }}
{{ "a b"|wordcount }} {{ "a-b c_d"|wordcount }} {{ ""|wordcount }}
{{ "<b>x</b> &amp; y"|striptags }} {{ "a\n\n b"|trim }} {{ "xxaxx"|trim('x') }}
{{ "abc"|replace("b", "") }} {{ "aaa"|replace("a", "b", 2) }} {{ 123|replace("2", "x") }}
{{ "ab"|batch(1)|list }} {{ items|batch(2, '-')|list }} {{ items|slice(2)|list }} {{ items|slice(2, 'z')|list }}
{{ items|join(', ', 1) }}
{{ d|pprint }} {{ "a"|pprint }}
{{ "%.3s|%5s" % ("abcdef", "x") }}
{{ items|length|string|length }} {{ -1|abs }} {{ (-1)|abs }} {{ 2|string ~ 'a' }}
{{ missing.a }}
{{ missing|first }} {{ []|first }} {{ []|last }} {{ []|max }} {{ ''|first }}
{{ missing|list }} {{ missing|sum }} {{ missing|map('upper')|list }} {{ missing|sort }} {{ missing|int }} {{ missing|float }} {{ missing|round }}
{{ missing|replace('a', 'b') }} {{ missing|trim }} {{ missing|join }} {{ missing|e }} {{ missing|default }} {{ missing|abs }}
{{ missing in items }} {{ 'a' in missing }} {{ missing < 1 }}
{{ missing[1:2] }}
{{ missing.x is defined }}
{{ d.missing is defined }} {{ d.missing.x is defined }}
{{ d.keys() }} {{ d.values() }} {{ {'a': 1}.items() }}
{{ items.index('b') }} {{ items.count('a') }} {{ items.index('z') }}
{{ items.copy() }} {{ [2,1].sort() }} {{ items.clear() }}{{ items }}
{{ [1,2].extend([3]) }} {% set l = [1] %}{{ l.__add__([2]) }}
{{ (1, 2).count(1) }} {{ (1,2)[0] }} {{ (1, 2) + (3,) }}
{{ 'a' ~ none ~ true ~ 1.0 ~ [1] }}
{{ "\x41\u0042\t|\'|\"|\\|\a" }}
{{ 'it''s' }}
{{ 1_000 + 1 }} {{ 0xFF }} {{ 1. }} 
{{ .5 }}
{{ 1.5.is_integer() }}
{{ users|map(attribute='name')|map('length')|list }} {{ items|map('default', 'x')|list }} {{ ['a ', ' b']|map('trim')|list }} {{ [1,2]|map('string')|list }} {{ ['1','2']|map('int')|sum }}
{{ [{'a': {'b': 1}}]|map(attribute='a.b')|list }} {{ [[1,2],[3,4]]|map('first')|list }} {{ [[1,2]]|map(attribute=1)|list }}
{{ items|select('equalto', 'a')|list }} {{ nums|select('greaterthan', 1)|list }} {{ nums|select('>', 1)|list }} {{ [1, '', none, 'x']|select|list }} {{ nums|reject('==', 1)|list }} {{ items|select('in', ['a'])|list }}
{{ users|selectattr('missing')|list }} {{ users|selectattr('name', 'eq', 'x')|first }} {{ users|selectattr('name', 'undefined')|list }}
{{ [1,2,3]|map('multiply')|list }}
{{ items|nope }}
{{ items is nope }}
{{ nope() }}
{{ items() }}
{{ items.nope() }}
{{ n.nope }} {{ n.nope.x }}
{{ "abc".nope() }}
'''.strip("\n").split("\n")

# Whitespace, tags over several lines, and what looks like a tag but is none.
TEXTS = [
    "{% if yes %}\nline\n{% endif %}\nafter\n",
    "a\n{% for i in items %}\n- {{ i }}\n{% endfor %}\nend\n",
    "  {% if yes %}\n  x\n  {% endif %}\ny",
    "{# c #}\nx\n\n",
    "{{ name }}\n\n{{ name }}\n",
    "{%- if yes -%}\n\n x \n\n{%- endif -%}\n\n z",
    "system:\nYou are {{ name }}.\n\nuser:\n{{ text }}\n",
    "{% for u in users %}\n{{ loop.index }}. {{ u.name }}{% if not loop.last %},{% endif %}\n\n{% endfor %}",
    "{%+ if yes %}x{%+ endif %}\ny",
    "{% if yes +%}\nx\n{% endif +%}\ny",
    "{% raw %}\n{{ x }}\n{% endraw %}\nz",
    "{% macro f(a) %}\n  <{{ a }}>\n{% endmacro %}\n{{ f(1) }}\n{{ f(2) }}",
    "{% set x %}\na\nb\n{% endset %}\n[{{ x }}]",
    "{{- name }}\n{{ name -}}\n x",
    "\r\n{{ name }}\r\n",
    "{% if a == 'x' %}\n1\n{% elif yes %}\n2\n{% endif %}\n\n\n3",
    "# system:\n{{ d.z[1].a }}\n",
    "{% for a in items -%}\n   {{ a }}\n{%- endfor %}\n|",
    "\n\n{% if no %}x{% endif %}\n\n",
    "x{#- multi\nline -#}\n\ny",
    "{{ {'a': {'b': 1}} }}",
    "{{ '}}' }}{{ \"{% x %}\" }}",
    "{% set q = '%}' %}{{ q }}",
    "{{ '{{' }}",
    "100% {sure} { {",
    "{%if yes%}tight{%endif%}",
    "{{name}}{{n}}",
    "{% if yes %}a{% endif %}\n\n{% if yes %}b{% endif %}\n",
    "a\n  {%- if yes %}\n b\n  {%- endif %}\nc",
    "{% for i in items %}\n{{ i }}\n{%- endfor %}\n.",
    "{% for i in items -%}\n{{ i }}\n{% endfor %}\n.",
    "  {%- set x = 1 -%}  \n y",
    "{#- a -#}\n\n b {#- c #}\n d",
    "{{ n -}}\n\n{{- n }}",
    "{% if yes %}\r\na\r\n{% endif %}\r\nb",
    "{% macro m() -%}\n  a\n{%- endmacro %}[{{ m() }}]",
    "{% for x in items if x != 'b' %}\n* {{ x }}\n{% else %}\nnone\n{% endfor %}",
    "{% call(u) lst(users) %}\n{{ u.name }}\n{% endcall %}",
    "{% macro lst(us) %}\n{% for u in us %}\n<{{ caller(u) }}>\n{% endfor %}\n{% endmacro %}\n{% call(u) lst(users) %}\n{{ u.name }}\n{% endcall %}\n",
    "{% set x = [\n 1,\n 2,\n] %}\n{{ x }}",
    "{{ {\n 'a': 1,\n} }}",
    "{% if yes\n and n == 3 %}\nx\n{% endif %}",
    "line1\\n{{ n }}",
    "{%- raw -%} a {%- endraw -%} b",
    "{% raw %}\n{% raw %}\n{% endraw %}\n",
    "{% filter indent(2, first=true) %}\na\nb\n{% endfilter %}\n",
    "\n{{ '\n' }}\n",
    "{% if no %}\nx\n{% endif %}\n\ny\n",
]

# Blocks, what loads other templates, and what cannot be a template.
STATEMENTS = r"""
{% block a %}x{{ n }}{% endblock %}|{{ self.a() }}|{{ self.b }}|{{ self.a() ~ 1 }}
{% for i in nums %}{% block a scoped %}{{ i }}{% endblock %}{% endfor %}
{% for i in nums %}{% block a %}[{{ i }}]{% endblock %}{% endfor %}
{% set v = 1 %}{% block a %}{{ v }}{% set v = 2 %}{{ v }}{% endblock %}{{ v }}
{% block a %}{% block b %}in{% endblock b %}{% endblock a %}
{% block a %}{% endblock %}{% block a %}{% endblock %}
{% block a %}{% endblock b %}
{% block a-b %}{% endblock %}
{% block a required %}x{% endblock %}
{% block a required %} {# ok #} {% endblock %}
{% block a %}{{ super() }}{% endblock %}
{{ self.nope() }}
{% include "x" %}
{% include missing %}
{% include ["a", "b"] ignore missing with context %}
{% include %}
{% import "x" as y %}{{ y }}
{% import "x" %}
{% from "x" import a, b as c with context %}
{% from "x" import _a %}
{% from "x" %}
{% extends "x" %}
{% extends missing.x %}
{% for loop in nums %}{% endfor %}
{% for i in nums %}{% set loop = 1 %}{% endfor %}
{% if no %}{{ 1|nope }}{{ 1 is nope }}{% endif %}ok
{% if yes %}{{ 1|nope }}{% endif %}
{{ 1|nope if no else 2 }}
{{ 1|nope }}{% if
{{ (1 }}
{{ 1) }}
{{ {1 }}
{{ x
{% if x
{{ 1 1 }}
{{ 1 "a" }}
{{ f(*items, *nums) }}
{{ f(a=1, 2) }}
{% set %}
{% set a, b = 5 %}
{% set ns.a = 1/0 %}
{% print n, f %}
{% filter int %}1{% endfilter %}
{% filter replace("a", "b")|upper %}xa{% endfilter %}
{{ -(1 if no) }}
{{ namespace(a=1).b.c }}
{{ d._x }}|{{ {'_x': 1}._x }}|{{ {'_x': 1}['_x'] }}
{{ missing.__class__ }}
{{ name.__class__.__name__ }}
{{ name._x.y }}
""".strip().splitlines()

# Methods that prompts seldom use, and arguments that they do not take.
CALLS = r"""
{{ 'aé😀'.encode() }} {{ 'é'.encode('latin-1') }} {{ 'aé'.encode('ascii', 'replace') }} {{ 'a'.encode().decode() }} {{ "it's".encode() }}
{{ 'é'.encode('ascii') }}
{{ 'é'.encode('nope') }}
{{ 'abc'.translate({97: 'x', 98: none}) }} {{ 'abc'.translate('x'.maketrans('ab', 'cd')) }} {{ 'x'.maketrans({'a': 1}) }}
{{ 'abcabc'.find('c', 3) }} {{ 'abcabc'.rindex('a') }} {{ 'abcabc'.count('a', 1) }} {{ 'abc'.startswith('b', 1) }} {{ 'abc'.endswith(('x', 'c')) }}
{{ 'a\tbc\td'.expandtabs(4) }} {{ '-5'.zfill(4) }} {{ 'a'.isascii() }} {{ 'a\n'.isprintable() }} {{ '²'.isdigit() }} {{ 'Hello World'.istitle() }}
{{ 'ß'.capitalize() }} {{ 'ǆ'.title() }} {{ 'ﬁ'.upper() }} {{ 'Straße'.casefold() }} {{ "they're bill's".title() }}
{{ '{a} {b}'.format_map({'a': 1, 'b': 'x'}) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ 'aaa'.replace('a', 'b', 2) }} {{ 'ab'.replace('', '-', 2) }}
{{ n.bit_length() }} {{ n.conjugate() }} {{ n.to_bytes(2, 'big') }} {{ n.as_integer_ratio() }} {{ half.hex() }} {{ half.as_integer_ratio() }} {{ half.is_integer() }}
{{ {1.5: 'a', 1e-7: 'c'} }} {{ {2.0: 'b'}[2] }} {{ {1.5: 'a'}[half - 1] }} {{ {1.5: 'a'}.items()|list }} {{ {2.5: 'x'}.get(half) }} {{ half in {2.5: 1} }} {{ {half: 1}|tojson }} {{ {half: 1}.popitem() }}
{{ {2.5: 1, 0.5: 2}|dictsort }} {% for k in {0.1: 1} %}{{ k }} {{ k + 1 }}{% endfor %} {{ {0.1: 1}|list }} {{ {0.5: 1}|items|list }} {{ {0.5: 1}|urlencode }} {{ {0.5: 'é'}|pprint }} {{ {inf: 1} }}
{{ half.fromhex('0x1.8p+1') }} {{ half.fromhex('-0x.8') }} {{ half.fromhex(' 1p-1074 ') }} {{ half.fromhex('inf') }} {{ half.fromhex('-nan') }} {{ half.fromhex('0x1.fffffffffffff8p0') }} {{ half.fromhex(tenth.hex()) }}
{{ {0.5: 1}|xmlattr }}
{{ {1: 1}|xmlattr }}
{{ half.fromhex('0xg') }}
{{ half.fromhex('') }}
{{ half.fromhex('0x1p1024') }}
{{ n.from_bytes('abc'.encode()) }} {{ n.from_bytes('abc'.encode(), 'little') }} {{ n.from_bytes((-2).to_bytes(2, 'big', signed=true), 'big', signed=true) }} {{ n.from_bytes([1, 0]) }} {{ n.from_bytes('abcdefgh'.encode()) }}
{{ n.from_bytes('a'.encode(), 'middle') }}
{{ 'aBc dé'.encode().upper() }} {{ 'aBc'.encode().swapcase() }} {{ 'hello wOrld'.encode().title() }} {{ 'é a'.encode().capitalize() }} {{ 'AÉ'.encode().lower() }}
{{ ' a\x1c '.encode().strip() }} {{ 'xax'.encode().strip('x'.encode()) }} {{ 'a,b,c'.encode().split(','.encode(), 1) }} {{ 'a b\x1cc'.encode().split() }} {{ 'a\nb\x0bc\r\nd'.encode().splitlines() }} {{ 'a,b,c'.encode().rsplit(','.encode(), 1) }}
{{ ', '.encode().join(['a'.encode(), 'é'.encode()]) }} {{ 'abab'.encode().replace('a'.encode(), 'x'.encode(), 1) }} {{ 'a-b-c'.encode().partition('-'.encode()) }} {{ 'a-b-c'.encode().rpartition('-'.encode()) }}
{{ 'abcabc'.encode().find('c'.encode(), 3) }} {{ 'abc'.encode().find(98) }} {{ 'abc'.encode().count(97) }} {{ 'abc'.encode().index('b'.encode()) }} {{ 'abca'.encode().rfind('a'.encode()) }} {{ 'éa'.encode().find('a'.encode()) }}
{{ 'abc'.encode().startswith('b'.encode(), 1) }} {{ 'abc'.encode().endswith(('x'.encode(), 'c'.encode())) }} {{ 'abc'.encode().removeprefix('a'.encode()) }} {{ 'abc'.encode().removesuffix('c'.encode()) }}
{{ 'a'.encode().center(5) }} {{ 'a'.encode().ljust(3, '-'.encode()) }} {{ 'a'.encode().rjust(3) }} {{ '-5'.encode().zfill(4) }} {{ 'a\tb'.encode().expandtabs(4) }}
{{ 'ab1'.encode().isalnum() }} {{ 'é'.encode().isalpha() }} {{ '12'.encode().isdigit() }} {{ ' \n'.encode().isspace() }} {{ 'A'.encode().isupper() }} {{ 'é'.encode().isascii() }} {{ 'Ab C'.encode().istitle() }} {{ 'a1'.encode().islower() }}
{{ 'abcde'.encode().hex('-', 2) }} {{ 'abcde'.encode().hex(':', -2) }} {{ 'abc'.encode().hex() }} {{ 'abc'.encode().hex(' ') }} {{ 'x'.encode().fromhex('61 62c3a9') }} {{ 'abc'.encode().translate('x'.encode().maketrans('ab'.encode(), 'xy'.encode())) }} {{ 'abc'.encode().translate(none, 'b'.encode()) }}
{{ 'a'.encode() + 'é'.encode() }} {{ 2 * 'ab'.encode() }} {{ 97 in 'a'.encode() }} {{ 'b'.encode() in 'abc'.encode() }} {{ 'a'.encode() < 'b'.encode() }} {{ ['b'.encode(), 'a'.encode()]|sort }} {{ 'ab'.encode()[0] }} {{ 'ab'.encode()|length }}
{{ 'a'.encode() + 'b' }}
{{ 'a'.encode() * 'b' }}
{{ 'x'.encode().fromhex('6g') }}
{{ 'x'.encode().fromhex('6') }}
{{ 'abc'.encode().index('z'.encode()) }}
{{ 'abc'.encode().split(',') }}
{{ 'abc'.encode().startswith('a') }}
{{ 'abc'.encode().find('a') }}
{{ 'abc'.encode().find(300) }}
{{ ','.encode().join(['a']) }}
{{ 'abc'.encode().replace('a', 'b') }}
{{ 'a'.encode().center(3, 'xx') }}
{{ 'a'.encode().strip('a') }}
{{ 'a'.encode().nope() }}
{{ 'a'.encode().upper(1) }}
{{ d.fromkeys(['a', 'b'], 0) }} {{ {'a': 1}.popitem() }} {{ nums.index(1, 1) }} {{ nums.sort(reverse=true) }}{{ nums }}
{{ nums.remove(9) }}
{{ nums.pop(9) }}
{{ (1, 2).index(3) }}
{{ {}.popitem() }}
{{ d.update('x') }}
{{ dict([(1, 2), (3,)]) }}
{{ 'a'.upper(1) }}
{{ 'a'.center() }}
{{ 'a'.find() }}
{{ 'a'.split(',', 1, 2) }}
{{ 'a'.split(x=1) }}
{{ 'a'.strip(1) }}
{{ 'a'.replace('b') }}
{{ 'a'.join([1]) }}
{{ nums.append() }}
{{ nums.insert(1) }}
{{ 1|upper(2) }}
{{ 'a'|replace }}
{{ 'a'|replace('a') }}
{{ 'a'|truncate(1, 2, 3, 4, 5) }}
{{ 'a'|center(widht=3) }}
{{ 'a'|center(3, width=3) }}
{{ nums|length(1) }}
{{ 1 is divisibleby }}
{{ 1 is even(2) }}
{{ 1 is eq }}
{{ range() }}
{{ dict(1, 2) }}
{{ joiner(1, 2) }}
{{ cycler(a=1) }}
{{ nums|select('nope') is defined }}
{{ nums|select('nope')|list }}
{{ 5|items is defined }}
{{ d|groupby(none) }}
{{ 'see http://a.com/x?y=1, www.b.org or (mail@c.net).'|urlize }}
{{ 'https://example.com/a/long/path <x> mailto:a@b.co'|urlize(15, true, '_blank', 'me') }}
{{ 'tel:123'|urlize(extra_schemes=['tel:']) }} {{ 'http://a.com/(b)'|urlize }}
{{ 'x'|urlize(extra_schemes=['::']) }}
{{ lipsum(0) }}|{{ lipsum(0, false) }}|{{ lipsum(n=2)|length > 100 }}
{{ lipsum(1, 2, 3, 4, 5) }}
{{ 5|indent }}
{{ 5|wordwrap }}
{{ 'a'|attr(1) }}
{{ ['a']|sum(start='') }}
{{ 'x'|round(method='x') }}
{{ '%s'|format(1, a=2) }}
""".strip().splitlines()

# Every filter, test, method and operator on every kind of value.
KINDS = ["n", "half", "big", "none", "text", "nums", "d", "users", "missing"]
FILTERS = """
abs batch(2)|list capitalize center(20) default('D') default('D',true) dictsort e filesizeformat first float int join('-')
last length list lower map('upper')|list map(attribute='age')|list max min reject|list replace('o','0') reverse|list round
round(1) round(0,'ceil') select|list selectattr('age','gt',1)|list slice(2)|list sort sort(reverse=true) string striptags sum
title tojson trim truncate(5) unique|list upper urlencode wordcount
""".split()
TESTS = """
boolean defined divisibleby(3) eq(7) even false float gt(2) integer iterable lower mapping none number odd sequence string
true undefined upper
""".split()
METHODS = """
upper() title() strip() split() split('o',1) replace('o','0',1) startswith('H') find('o') count('l') zfill(6) isdigit()
keys() items() get('k') index(1)
""".split()
OPERATORS = "+ * // % ~ < in".split()
GRID = [
    *(f"{{{{ {kind}|{filter} }}}}" for kind in KINDS for filter in FILTERS),
    *(f"{{{{ {kind} is {test} }}}}" for kind in KINDS for test in TESTS),
    *(f"{{{{ {kind}.{method} }}}}" for kind in KINDS for method in METHODS),
    *(f"{{{{ {left} {operator} {right} }}}}" for left in KINDS for operator in OPERATORS for right in KINDS[:6]),
]
