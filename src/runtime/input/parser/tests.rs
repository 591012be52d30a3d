//! Bytes of terminals, and what they are read as.

use super::*;

fn typed(pieces: &[&[u8]]) -> Vec<Typed> {
    let (mut parser, mut all) = (Parser::default(), Vec::new());
    for piece in pieces {
        parser.feed(piece, &mut all);
    }
    parser.give_up(&mut all);
    all.retain(|typed| !matches!(typed, Typed::Answer(_)));
    all
}

fn keys(text: &str) -> Vec<Typed> {
    text.split_whitespace().map(|key| Typed::Key(key.parse().unwrap())).collect()
}

#[test]
fn keys_are_what_terminals_send_for_them() {
    let cases: [(&[u8], &str); 30] = [
        (b"aR?", "a R ?"),
        (b"\r\t\x7f\x00\x04\x0a", "enter tab backspace ctrl+space ctrl+d ctrl+j"),
        ("é語🎬".as_bytes(), "é 語 🎬"),
        (b"\x1b", "esc"),
        (b"\x1b\x1b", "esc esc"),
        (b"\x1bx\x1bG", "alt+x alt+G"),
        ("\x1bé".as_bytes(), "alt+é"),
        (b"\x1b[", "alt+["),
        (b"\x1bO", "alt+O"),
        (b"\x1b]", "alt+]"),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left"),
        (b"\x1bOA\x1bOH\x1bOF", "up home end"),
        (b"\x1b[1;5A", "ctrl+up"),
        (b"\x1b[1;2C", "shift+right"),
        (b"\x1b[5~\x1b[6~\x1b[3~\x1b[2~", "pageup pagedown delete insert"),
        (b"\x1b[3;5~", "ctrl+delete"),
        (b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "home end home end home end"),
        (b"\x1bOP\x1b[15~\x1b[21~\x1b[24~", "f1 f5 f10 f12"),
        (b"\x1b[[A\x1b[[E", "f1 f5"),
        (b"\x1b[1;2P", "shift+f1"),
        (b"\x1b[Z", "shift+tab"),
        (b"\x1b[97;5u\x1b[27u\x1b[13;2u", "ctrl+a esc shift+enter"),
        (b"\x1b[27;5;13~", "ctrl+enter"),
        (b"\x1b[97;1:3u", ""),
        // Answers that come late, a cursor's place, focus, the mouse of old.
        (b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\x", "x"),
        (b"\x1b]11;rgb:0/0/0\x07x\x1b[?62;22cy", "x y"),
        (b"\x1b[12;40Rx\x1b[Iy\x1b[M !!z", "x y z"),
        (b"\x1bP>|xterm(379)\x1b\\x", "x"),
        // What is broken does not take the next key with it.
        (b"\xff\xfex\xc3x", "x x"),
        (b"\x1b[12\x1b[Ax", "up x"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(typed(&[bytes]), keys(expected), "{:?}", String::from_utf8_lossy(bytes));
    }
}

/// Over a slow line bytes come one by one: the outcome is the same wherever they are cut.
#[test]
fn wherever_bytes_are_cut_the_keys_are_the_same() {
    let whole: &[u8] =
        "x\x1b[A\x1bOB\x1b[1;5C\x1b[5~é🎬\x1b[200~a \x1b[Z b\x1b[201~\x1b[<64;3;4M\x1b]11;rgb:1/2/3\x07\x1bqj".as_bytes();
    let expected = typed(&[whole]);
    assert_eq!(expected.len(), 11);
    for cut in 0..=whole.len() {
        assert_eq!(typed(&[&whole[..cut], &whole[cut..]]), expected, "cut at {cut}");
    }
    let single: Vec<&[u8]> = whole.chunks(1).collect();
    assert_eq!(typed(&single), expected);
}

#[test]
fn an_answer_is_told_whole() {
    let (mut parser, mut all) = (Parser::default(), Vec::new());
    for byte in b"j\x1b]11;rgb:0/0/0\x1b\\k" {
        parser.feed(&[*byte], &mut all);
    }
    let answer = Typed::Answer("\x1b]11;rgb:0/0/0\x1b\\".to_owned());
    assert_eq!(all, [keys("j"), vec![answer], keys("k")].concat());
}

#[test]
fn esc_alone_waits_and_then_is_esc() {
    let (mut parser, mut all) = (Parser::default(), Vec::new());
    parser.feed(b"\x1b", &mut all);
    assert!(all.is_empty() && parser.waits());
    parser.give_up(&mut all);
    assert_eq!(all, keys("esc"));
    assert!(!parser.waits());
    // What comes later begins afresh.
    parser.feed(b"[A", &mut all);
    assert_eq!(all, keys("esc [ A"));
}

#[test]
fn a_paste_is_one_text_and_keys_in_it_are_none() {
    let pasted = typed(&[b"\x1b[200~q\x03\x1b[201", b"~j"]);
    assert_eq!(pasted, [Typed::Paste("q\u{3}".into()), keys("j").remove(0)]);
    // Its end did not come: it is waited for, however long.
    let mut parser = Parser::default();
    let mut all = Vec::new();
    parser.feed(b"\x1b[200~half", &mut all);
    assert!(!parser.waits() && all.is_empty());
}

#[test]
fn the_mouse_is_read_from_one_on_and_told_from_zero_on() {
    let at = |gesture| vec![Typed::Pointer(Pointer { column: 9, row: 4, gesture })];
    assert_eq!(typed(&[b"\x1b[<0;10;5M"]), at(Gesture::Press));
    assert_eq!(typed(&[b"\x1b[<0;10;5m"]), at(Gesture::Release));
    assert_eq!(typed(&[b"\x1b[<32;10;5M"]), at(Gesture::Drag));
    assert_eq!(typed(&[b"\x1b[<64;10;5M"]), at(Gesture::WheelUp));
    assert_eq!(typed(&[b"\x1b[<65;10;5M"]), at(Gesture::WheelDown));
    for nothing in [&b"\x1b[<0;0;5M"[..], b"\x1b[<4;10;5M", b"\x1b[<0;99999;5M", b"\x1b[<M", b"\x1b[<2;1;1M"]
    {
        assert_eq!(typed(&[nothing]), [], "{nothing:?}");
    }
}

#[test]
fn noise_never_panics_and_never_grows() {
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut parser = Parser::default();
    let mut all = Vec::new();
    for _ in 0..200_000 {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let byte = match random % 5 {
            0 => ESC,
            1 => b'[',
            _ => (random >> 8) as u8,
        };
        parser.feed(&[byte], &mut all);
        all.clear();
        assert!(parser.waiting.len() <= LONGEST + 1);
    }
}
