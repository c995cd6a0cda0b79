//! What a key press looks like on the wire, by the name a test gives it.

use serde_json::{Value, json};

const CONTROL: u32 = 2;
const SHIFT: u32 = 8;

/// The key-down and the key-up event of `name`: a character, a named key such as `Enter`, or
/// either with modifiers before it, such as `Control+Enter`.
pub fn events(name: &str) -> Option<[Value; 2]> {
    let (held, name) = match name.rsplit_once('+') {
        Some((held, name)) if !held.is_empty() && !name.is_empty() => (held, name),
        _ => ("", name),
    };
    let mut modifiers = 0;
    for modifier in held.split('+').filter(|modifier| !modifier.is_empty()) {
        modifiers |= match modifier {
            "Alt" => 1,
            "Control" => CONTROL,
            "Meta" => 4,
            "Shift" => SHIFT,
            _ => return None,
        };
    }
    let key = named(name).or_else(|| typed(name))?;
    let mut down = json!({
        "type": "rawKeyDown",
        "key": key.name,
        "code": key.code,
        "windowsVirtualKeyCode": key.number,
        "modifiers": modifiers,
    });
    let mut up = down.clone();
    up["type"] = json!("keyUp");
    // With anything but shift held, a key is a command and types nothing; Enter still submits.
    if let Some(text) = key.text
        && (modifiers & !SHIFT == 0 || text == "\r")
    {
        down["type"] = json!("keyDown");
        down["text"] = json!(text);
    }
    Some([down, up])
}

struct Key {
    name: String,
    code: String,
    number: u32,
    text: Option<String>,
}

fn named(name: &str) -> Option<Key> {
    let (number, text) = match name {
        "Enter" => (13, Some("\r")),
        "Tab" => (9, None),
        "Escape" => (27, None),
        "Backspace" => (8, None),
        "Delete" => (46, None),
        "Space" => (32, Some(" ")),
        "PageUp" => (33, None),
        "PageDown" => (34, None),
        "End" => (35, None),
        "Home" => (36, None),
        "ArrowLeft" => (37, None),
        "ArrowUp" => (38, None),
        "ArrowRight" => (39, None),
        "ArrowDown" => (40, None),
        _ => return None,
    };
    Some(Key {
        name: if name == "Space" { " " } else { name }.to_owned(),
        code: name.to_owned(),
        number,
        text: text.map(str::to_owned),
    })
}

fn typed(name: &str) -> Option<Key> {
    let mut letters = name.chars();
    let letter = letters.next().filter(|_| letters.next().is_none())?;
    let upper = letter.to_ascii_uppercase();
    let (code, number) = match upper {
        'A'..='Z' => (format!("Key{upper}"), u32::from(upper)),
        '0'..='9' => (format!("Digit{upper}"), u32::from(upper)),
        '/' | '?' => ("Slash".to_owned(), 191),
        '.' | '>' => ("Period".to_owned(), 190),
        ',' | '<' => ("Comma".to_owned(), 188),
        // What the keyboard layout decides is left open; the character itself is what counts.
        _ => (String::new(), 0),
    };
    Some(Key { name: name.to_owned(), code, number, text: Some(name.to_owned()) })
}
