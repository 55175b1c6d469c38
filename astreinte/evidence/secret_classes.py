# ruff: noqa: E501 an expression is one string: broken up it can no longer be read against its samples
r"""The classes of secrets that redaction knows, as data.

Each has a name, literals of which one must occur before the expression is tried (in lower-case text, unless the literal has
capitals itself), and the expression; what the group `secret` covers is replaced, or the whole match where there is no such
group. A gate is a quicker expression that lower-case text must match somewhere if the class is to match at all. Where `near` is given, a
text in which class or gate match at all also matches from the beginning of a line that holds one of these literals, and before
the fifth line after it that holds anything: no more of the text than that need be looked at. A keyed class
starts at the word that says secret and is tried on lower-case text; what may stand before that word in a name is checked by
`redaction`, because an expression that begins with "any name" is tried at every letter.
"""

import re
from dataclasses import dataclass

from astreinte.expressions import expression


@dataclass(frozen=True)
class SecretClass:
    name: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    keyed: bool = False
    gate: re.Pattern[str] | None = None
    near: tuple[str, ...] = ()


def _keyed(name: str, pattern: str) -> SecretClass:
    return SecretClass(name, KEY_HINTS, expression(pattern), keyed=True, gate=KEY_GATE, near=KEY_HINTS)


def _class(
    name: str, hints: str, pattern: str, gate: re.Pattern[str] | None = None, near: tuple[str, ...] = ()
) -> SecretClass:
    return SecretClass(name, tuple(hints.split()), expression(pattern), gate=gate, near=near)


END = r"(?![A-Za-z0-9_-])"
START = r"(?<![A-Za-z0-9_-])"

KEY = (
    r"(?:pass(?:word|wd|phrase|code)?|pwd|mot_?de_?passe|secret|token|api[_-]?key|apikey|access[_-]?key|secret[_-]?key|private[_-]?key"
    r"|auth[_-]?key|encryption[_-]?key|signing[_-]?key|credentials?|client[_-]?secret|connection[_-]?string)"
)
NAMED = rf"{KEY}(?:[_-](?:value|hash|base64|b64|[0-9]))?"
NAME = rf"(?<![A-Za-z0-9])(?:[A-Za-z0-9]{{1,30}}[_.-]){{0,6}}(?:[A-Za-z0-9]{{0,30}}{NAMED})"
"""A key that says secret: `DB_PASSWORD`, `auth.token`, `clientSecret`."""

NOT = (
    r"(?!(?:null|nil|none|true|false|yes|no|undefined|unset|missing|required|empty|invalid|incorrect|expired|wrong|not|is|was|file"
    r"|changed|ok|failed|error|rejected|accepted|refused|bearer|basic|hidden|masked|xxx+|\*+|\.\.\.|<[^<>]*>|\$\{?\w+\}?|\{\{.{0,200}?\}\})"
    r"(?![A-Za-z0-9]))"
)
"""Words that follow such a key without being its value, and references to a value kept elsewhere."""

BLANK = "\\t \\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000"
FAR = 512
"""How far into an unbroken value a digit and a letter are looked for."""

KEY_HINTS = ("pass", "pwd", "secret", "token", "key", "credential", "connection")
KEY_GATE = expression(rf"{NAMED}\\?[\"']?\s*[:=]")
URL_GATE = expression(r"://[^\s/:@\"'<>\[\]]{0,100}:[^\s/\"'<>][^\s\"'<>]{0,200}@")

CLASSES: tuple[SecretClass, ...] = (
    _class(
        "private_key",
        "-----begin",
        r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----"
        r"|(?=\n[^\n]*[^A-Za-z0-9+/=\s:,\\-][^\n]*(?:\n|\Z))|\Z)",
    ),
    _class("putty_key", "putty-user-key-file", r"(?i)Private-Lines: \d+\r?\n(?P<secret>(?:[A-Za-z0-9+/=]+(?:\r?\n|\Z))+)"),
    _class("age_key", "age-secret-key-", r"(?i)AGE-SECRET-KEY-(?:PQ-)?1[A-Z0-9]{20,}"),
    _class(
        "aws_key", "AKIA ASIA AROA AIDA ABIA ACCA", r"(?<![A-Z0-9])(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])"
    ),
    _class(
        "aws_secret",
        "aws secretaccesskey",
        r"(?i)(?:aws.{0,20}|secret_?access_?key)[\"']?\s{0,3}[:=]{1,2}>?\s{0,3}[\"']?(?P<secret>[A-Za-z0-9/+]{40}=*)(?![A-Za-z0-9/+])",
    ),
    _class("github_token", "ghp_ gho_ ghu_ ghs_ ghr_ github_pat_", START + r"(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{22,})"),
    _class(
        "gitlab_token",
        "glpat- gldt- glrt- glptt- glcbt- glft- glsoat- glimt- glagent- gloas- glffct- gr1348941",
        START + r"(?:gl(?:pat|dt|rt|ptt|cbt|ft|soat|imt|agent|oas|ffct)-[\w.-]{15,}|GR1348941[\w-]{20,})",
    ),
    _class("slack_token", "xox xapp-", START + r"(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,})"),
    _class(
        "slack_webhook",
        "hooks.slack.com",
        r"https?://hooks\.slack\.com/(?:services|workflows|triggers)/(?P<secret>[A-Za-z0-9+/_-]{20,})",
    ),
    _class("discord_webhook", "/api/webhooks/", r"/api/webhooks/(?P<secret>\d{10,}/[\w-]{30,})"),
    _class("teams_webhook", "webhook.office.com", r"webhook\.office\.com/(?P<secret>webhookb2/[^\s\"'<>]{20,})"),
    _class("stripe_key", "sk_live rk_live sk_test rk_test whsec_", START + r"(?:(?:sk|rk)_(?:live|test)_|whsec_)[A-Za-z0-9+/]{16,}=*"),
    _class("jwt", "eyJ", START + r"eyJ[\w-]{8,}\.(?:eyJ[\w-]{8,}|[\w-]{16,})(?:\.[\w-]*){0,3}"),
    _class("google_api_key", "AIza", START + r"AIza[\w-]{35}" + END),
    _class("google_oauth", "ya29. GOCSPX- 1//0", START + r"(?:ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|1//0[\w-]{30,})"),
    _class("npm_token", "npm_ _authtoken", START + r"npm_[A-Za-z0-9]{30,}|_authToken\s*=\s*(?P<secret>[^\s$]\S{7,})"),
    _class("pypi_token", "pypi-AgE", r"pypi-AgE[\w-]{40,}"),
    _class("docker_token", "dckr_", START + r"dckr_(?:pat|oat)_[\w-]{20,}"),
    _class("digitalocean_token", "dop_v1_ doo_v1_ dor_v1_", START + r"do[opr]_v1_[a-f0-9]{40,}"),
    _class("sendgrid_key", "SG.", START + r"SG\.[\w-]{16,}\.[\w-]{30,}"),
    _class("mailgun_key", "key- pubkey-", START + r"(?:pub)?key-[a-f0-9]{32}" + END),
    _class("mailchimp_key", "-us", START + r"[0-9a-f]{32}-us\d{1,2}" + END),
    _class("twilio_key", "SK AC", r"(?:SK|AC)(?<![A-Za-z0-9_-]..)[0-9a-f]{32}" + END),
    _class("telegram_token", ":A", r"(?<!\d)\d{8,10}:A[\w-]{34}" + END),
    _class("openai_key", "sk-", START + r"sk-(?:proj-|svcacct-|admin-|ant-(?:api|admin)\d\d-|or-v1-)?[\w-]{20,}"),
    _class("huggingface_token", "hf_ api_org_", START + r"(?:hf_|api_org_)[A-Za-z0-9]{30,}" + END),
    _class("hashicorp_token", "hvs. hvb. hvr.", START + r"hv[sbr]\.[\w-]{20,}" + END),
    _class("hashicorp_token", "s.", r"s\.(?<![A-Za-z0-9_-]s\.)[A-Za-z0-9]{24}" + END),
    _class("terraform_token", ".atlasv1.", START + r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{50,}"),
    _class("grafana_token", "glsa_ glc_ eyJrIjoi", START + r"(?:glsa_\w{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,}=*|eyJrIjoi[\w=-]{40,})"),
    _class("shopify_token", "shpat_ shpca_ shppa_ shpss_", START + r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    _class("linear_key", "lin_api_", START + r"lin_api_[A-Za-z0-9]{32,}"),
    _class("notion_token", "ntn_ secret_", START + r"(?:ntn_[A-Za-z0-9]{40,}|secret_[A-Za-z0-9]{43})" + END),
    _class("postman_key", "PMAK-", START + r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}"),
    _class("newrelic_key", "nrak- nrjs- -nral", START + r"(?:NRAK-[A-Z0-9]{27}|NRJS-[a-f0-9]{19})|[a-f0-9]{36}(?i:fful|nral)"),
    _class("pulumi_token", "pul-", START + r"pul-[a-f0-9]{40}" + END),
    _class("tailscale_key", "tskey-", START + r"tskey-[a-z]+-[\w-]{10,}"),
    _class("cloudflare_key", "v1.0-", START + r"v1\.0-[a-f0-9]{24}-[a-f0-9]{100,}"),
    _class("fly_token", "fo1_ fm1 fm2_", START + r"(?:fo1_[\w-]{43}|fm1[ar]_[\w+/=]{50,}|fm2_[\w+/=]{50,})"),
    _class("azure_key", "accountkey= sharedaccesskey= sig=", r"(?i)(?:AccountKey|SharedAccessKey)=(?P<secret>[A-Za-z0-9+/]{30,}=*)"),
    _class("azure_secret", "8q~ 7q~", START + r"[\w~.-]{3}[78]Q~[\w~.-]{31,34}"),
    _class("proxmox_token", "pveapitoken pbsapitoken", r"(?i)P[VB][ES]APIToken[=: ]+(?P<secret>[^\s\"']{10,})"),
    _class("wireguard_key", "privatekey presharedkey", r"(?i)\b(?:PrivateKey|PresharedKey)\s*=\s*(?P<secret>[A-Za-z0-9+/]{42,43}=)"),
    _class("kubeconfig_key", "client-key-data", r"client-key-data:\s*(?P<secret>[A-Za-z0-9+/]{20,}=*)"),
    _class("password_hash", "$1$ $2 $5$ $6$ $y$ $argon2", r"\$(?:1|2[abxy]|5|6|7|y|argon2(?:id?|d))\$[A-Za-z0-9./$=,+]{20,}"),
    _class(
        "url_password",
        "://",
        r"[A-Za-z][A-Za-z0-9+.-]{1,30}://[^\s/:@\"'<>\[\]]{0,100}:(?P<secret>(?!\$\{|\{\{|\d{1,5}[/?#])[^\s/\"'<>][^\s\"'<>]{0,200})"
        r"@(?=[\w\[][\w.:\]-]*(?:[/?#\s\"'<>,;)}\\]|\Z))",
        URL_GATE,
        ("://",),
    ),
    _class(
        "auth_header",
        "authorization x-api-key x-auth-token x-vault-token private-token x-gitlab-token cookie",
        r"(?i)(?:proxy-)?authorization[\"']?\s*[:=]\s*[\"']?(?:(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256)\s+)?"
        r"(?P<secret>(?!(?:bearer|basic|token|digest|failed|required|denied|error|is|was|header)\b)[^\s\"',;]{6,}(?:[,;] ?[\w-]+=\"?[^\s\",;]+\"?)*)",
        near=("authorization",),
    ),
    _class(
        "api_header",
        "x-api-key x-auth-token x-vault-token private-token x-gitlab-token",
        r"(?i)(?:x-api-key|x-auth-token|x-vault-token|private-token|x-gitlab-token)[\"']?\s*[:=]\s*[\"']?(?P<secret>[^\s\"',;]{6,})",
    ),
    _class(
        "cookie",
        "cookie:",
        r"(?im)(?:^|[\s\"'+<>-])(?:set-)?cookie[\"']?:\s*[\"']?(?P<secret>[\w.-]+=[^\r\n\"']{6,})",
    ),
    _class("bearer", "bearer", r"(?i)\bbearer\s+(?P<secret>(?=[\w.~+/=-]*\d)[\w.~+/-]{16,}=*)"),
    _class("basic", "basic", r"\b[Bb]asic\s+(?P<secret>(?=[a-z0-9+/]*[A-Z])(?=[A-Za-z+/]*[0-9=])[A-Za-z0-9+/]{8,}={0,2})(?![\w/])"),
    _class(
        "command_password",
        "-pass -token -secret -api-key -auth-token",
        r"(?<![\w-])--?(?:password|passwd|pass|token|secret|api-key|auth-token)[ =](?P<secret>(?![-$<])[^\s\"']{3,}|\"[^\"]{3,}\"|'[^']{3,}')",
    ),
    _class("sshpass", "sshpass", r"\bsshpass\s+-p\s*(?P<secret>[^\s]{3,})"),
    _class("client_password", "mysql mariadb", r"\b(?:mysql\w*|mariadb\w*)\b[^\n|;]{0,80}?\s-p(?P<secret>[^\s\"'-][^\s\"']{2,})"),
    _class("curl_user", "curl", r"\bcurl\b[^\n|;]{0,200}?\s(?:-u|--user)[ =]?[\"']?[\w.@-]+:(?P<secret>[^\s\"']{3,})"),
    _keyed("quoted_value", rf"{NAMED}\\?[\"']?\s*(?:=>|:=|[:=])\s*\\?[\"'](?P<secret>{NOT}(?!\[redacted)[^\"'\\\n]{{2,}})(?=\\?[\"'])"),
    _keyed("assigned_value", rf"{NAMED}=(?P<secret>{NOT}[^\s\"',;&|)}}\]]{{3,}})"),
    _class("line_value", " ".join(KEY_HINTS), rf"(?im)^[{BLANK}>|+-]*(?:export\s+|set\s+)?{NAME}[\"']?\s*[:=]\s*(?P<secret>{NOT}[^\s\"',;]{{4,}}),?[ \t]*$", KEY_GATE, KEY_HINTS),
    _keyed(
        "logged_value",
        rf"{NAMED}\s*:\s*(?P<secret>{NOT}(?=[^\s\"',;]{{0,{FAR}}}\d)(?=[^\s\"',;]{{0,{FAR}}}[a-z!@#$%^&*?+/_-])[^\s\"',;\[\](){{}}]{{8,}})",
    ),
)  # fmt: skip
