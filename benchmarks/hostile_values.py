"""What nobody should write as a name: orders for a shell, options, paths, look-alikes, far too much, nothing."""

BAD = (
    "; rm -rf /", "$(reboot)", "`id`", "a\nb", "a\r\nb", "--all", "--flag=x", "-f", "-", "--", "..", "../../etc/passwd",
    "/etc/../etc/shadow", "%2e%2e%2f", "a\0b", "a" * 300, "a" * 70_000, "", " ", "  x", "x ", "\t", "|cat", "&& reboot",
    "> /etc/passwd", "< /dev/zero", "*", "?", "[a-z]", "{a,b}", "~root", "$HOME", "${IFS}", "!!", "#", "'", '"', "\\",
    "а", "ѕhop", "ｃａｒｔ", "cart\u202e", "cart\u200b", "cаrt", "wïki", "\ufeffwiki", "\x1b[31m", "\x7f", "\udce9",
    "kubectl", "get secret", "deployment/cart", "cart -n kube-system", "n1 n2", "-n", "--kubeconfig=/tmp/x",
    "--context=prod", "1e9", "0x10", "-1", "999999999999999999", "NaN", "true", "null", "[]", "{}", "{{x}}", "{% x %}",
    "jsonpath={.data}", "0.0.0.0/0", "::/0", "127.0.0.1 8.8.8.8", "HEAD", "HEAD~9", "origin/main", "--upload-pack=x",
    "image:tag;id", "-A INPUT -j ACCEPT", "-D INPUT 1", "flush ruleset", "latest", "all", "root", "DROP TABLE effects",
)  # fmt: skip
PREFIXED = tuple(f"{good}{bad}" for good in ("cart", "wiki", "n1", "512Mi", "3") for bad in BAD[:24] if bad)
LONG = 2000
AROUND = 36
VALUES = (*BAD, *PREFIXED)
"""What is tried as every parameter of every action, and as every word of every read verb."""


def around(good: str) -> tuple[str, ...]:
    """A good value with something hostile after it, and before it."""
    return tuple(each for bad in BAD[:AROUND] if bad for each in (f"{good}{bad}", f"{bad}{good}")) if good else ()


def evil(value: str) -> bool:
    """Whether a word that holds this could be more than a name: an option, a way up, a shell's mark, far too long."""
    return value.startswith("-") or ".." in value or any(mark in value for mark in ";$`|&<>\n\r\0") or len(value) > LONG
