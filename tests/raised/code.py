# ruff: noqa: E501 - what runtimes write is as long as it is
"""Exceptions of the code itself."""

from .shapes import CPP, DOTNET, ELIXIR, GO, JAVA, NODE, PERL, PHP, PYTHON, RUBY, RUST

CASES = (
    ("app-bug", PYTHON, "TypeError: 'NoneType' object is not subscriptable"),
    ("app-bug", PYTHON, "KeyError: 'price'"),
    ("app-bug", PYTHON, "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"),
    ("app-bug", JAVA, 'java.lang.NullPointerException: Cannot invoke "Order.price()" because "order" is null'),
    ("app-bug", NODE, "TypeError: Cannot read properties of undefined (reading 'price')"),
    ("app-bug", GO, "runtime error: invalid memory address or nil pointer dereference"),
    ("app-bug", RUBY, "NoMethodError: undefined method `price' for nil:NilClass"),
    ("app-bug", PHP, 'Attempt to read property \\"price\\" on null {"exception":"[object] (ErrorException(code: 0)'),
    ("app-bug", DOTNET, "      System.NullReferenceException: Object reference not set to an instance of an object."),
    ("app-bug", RUST, "index out of bounds: the len is 3 but the index is 7"),
    ("app-bug", PYTHON, 'psycopg.errors.UndefinedTable: relation "orders" does not exist'),
    ("app-bug", PYTHON, "ModuleNotFoundError: No module named 'pricing'"),
    ("app-bug", PYTHON, "FileNotFoundError: [Errno 2] No such file or directory: '/etc/orders/prices.json'"),
    ("app-bug", ELIXIR, "MatchError) no match of right hand side value: nil"),
    ("app-bug", ELIXIR, "FunctionClauseError) no function clause matching in Orders.price/1"),
    ("app-bug", PERL, 'Can\'t call method "price" on an undefined value'),
    ("app-bug", CPP, "std::out_of_range: vector::_M_range_check: __n (which is 7) >= this->size() (which is 3)"),
    ("app-bug", PYTHON, "jwt.exceptions.ExpiredSignatureError: Signature has expired"),
    (
        "app-bug",
        DOTNET,
        "      System.Collections.Generic.KeyNotFoundException: The given key 'price' was not present in the dictionary.",
    ),
    ("app-bug", RUBY, "KeyError: key not found: :price"),
    ("app-bug", RUBY, 'FrozenError: can\'t modify frozen String: "abc"'),
    ("app-bug", GO, "interface conversion: interface {} is nil, not string"),
    ("app-bug", GO, "assignment to entry in nil map"),
    ("app-bug", NODE, "AssertionError [ERR_ASSERTION]: price must be positive"),
    ("app-bug", NODE, "ReferenceError: price is not defined"),
    ("app-bug", JAVA, "java.lang.IllegalStateException: order 17 has no price"),
    ("app-bug", JAVA, "java.lang.IllegalArgumentException: Unknown currency: XX"),
    ("app-bug", JAVA, 'org.postgresql.util.PSQLException: ERROR: column "vat" of relation "orders" does not exist'),
)
