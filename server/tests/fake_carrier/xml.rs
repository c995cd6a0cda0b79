//! A small strict reader of XML: what it cannot read, a carrier could not either.

/// An element with what is in it.
#[derive(Clone, Debug, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    pub text: String,
}

impl Element {
    pub fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// Reads a document with one root.
pub fn parse(text: &str) -> Element {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let mut rest = text.strip_prefix(head).unwrap_or_else(|| panic!("no head: {text}"));
    let root = element(&mut rest);
    assert!(rest.trim().is_empty(), "something follows the root: {text}");
    root
}

fn element(rest: &mut &str) -> Element {
    let inside = rest.strip_prefix('<').unwrap_or_else(|| panic!("no element: {rest}"));
    let (tag, after) = inside.split_once('>').expect("a tag that ends");
    *rest = after;
    let (tag, empty) = match tag.strip_suffix('/') {
        Some(tag) => (tag, true),
        None => (tag, false),
    };
    let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(name.chars().all(char::is_alphanumeric), "no name: {name}");
    let mut found = Element { name: name.to_owned(), ..Element::default() };
    while !attributes.trim().is_empty() {
        let (name, value) = attributes.trim_start().split_once("=\"").expect("an attribute");
        let (value, more) = value.split_once('"').expect("a value that ends");
        assert!(!value.contains('<'));
        found.attributes.push((name.to_owned(), unescaped(value)));
        attributes = more;
    }
    if empty {
        return found;
    }
    loop {
        let end = rest.find('<').expect("an end");
        found.text.push_str(&unescaped(&rest[..end]));
        *rest = &rest[end..];
        let closing = format!("</{}>", found.name);
        if let Some(after) = rest.strip_prefix(closing.as_str()) {
            *rest = after;
            break;
        }
        found.children.push(element(rest));
    }
    found
}

fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut parts = text.split('&');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, after) = part.split_once(';').expect("an entity that ends");
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            other => panic!("XML knows no &{other};"),
        });
        out.push_str(after);
    }
    out
}
