/**
 * Passwords from lists of the most used ones that have 8 characters or more, a letter and a digit; in lower case.
 *
 * @see https://github.com/danielmiessler/SecLists/tree/master/Passwords/Common-Credentials the lists of 2023, 2024 and 2025 and the 1,000
 *   of xato.net
 */
const COMMON_PASSWORDS = new Set(
  `
  111222tianya 1232323q 123456789a 123456789q 12345678a 1234567a 123456a@ 123456aa 123456aa@ 12345qwert 1234abcd
  1234qwer 123admin 123meklozed 123mudar 123qweasd 12qwaszx 1a2b3c4d 1g2w3e4r 1q2w3e4r 1q2w3e4r5t 1qaz2wsx
  1qaz2wsx3edc 1qazxsw2 a1234567 a12345678 a123456789 a123456a a1b2c3d4 aa102030 aa112233 aa123123 aa123456
  aa1234567 aa12345678 aa123456789 aa123456@ aa195043 aa@12345 aa@123456 aa@1234567 aa@123456789 aaaa1111
  aabb1122 ab123456 abc12345 abc123456 abc@1234 abc@12345 abcd1234 abcd1234@ abcd@123 abcd@1234 aboy1234
  adam2312 admin123 admin1234 admin12345 admin123456 admin@123 admin@1234 ar123455 asd12345 asdf1234 azerty123
  blink182 cindylee1 demo@123 eliska81 flores123 global123@ guru123456 gvt12345 gwerty123 hello123 heslo1234
  india@123 indya123 jimjim30 jordan23 kapler123 kumar@123 liverpool1 lol123456 michael1 mm123456 myspace1
  ncc1701d p@$$w0rd p@55w0rd p@ssw0rd pakistan123 pass@123 pass@1234 pass@12345 passw0rd password1 password123
  password@1 password@123 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 qq123456 qwer1234 qwer4321 qwerty1! qwerty12
  qwerty123 qwerty123! qwerty1234 qwerty12345 qwerty123456 qwerty123? qwerty1? qwerty@123 rush2112 senha123
  target123 test1234 test@123 trustno1 user1234 welcome1 welcome@123 zag12wsx zaq12wsx zxcvbnm123
  `
    .trim()
    .split(/\s+/),
);

/** Returns whether a password is one of the most used ones, regardless of case. */
export const isCommonPassword = (password: string): boolean => COMMON_PASSWORDS.has(password.toLowerCase());
