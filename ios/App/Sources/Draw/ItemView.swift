import CountersignScreens
import SwiftUI

/// Draws one item.
struct ItemView: View {
  let item: Item
  let act: (CountersignScreens.Action) -> Void
  @Environment(\.camera) private var camera

  var body: some View {
    switch item {
    case .heading(let text): Text(text).font(.title2.bold()).accessibilityAddTraits(.isHeader)
    case .text(let text, let tone): ToneView(text: text, tone: tone)
    case .fact(let fact): FactView(fact: fact)
    case .banner(let text, let tone, let button): BannerView(text: text, tone: tone, button: button, act: act)
    case .field(let field): FieldView(field: field, act: act)
    case .number(let entry): NumberView(entry: entry, act: act)
    case .choices(let choices): ChoicesView(choices: choices, act: act)
    case .button(let button): ButtonView(button: button, act: act)
    case .row(let row): RowView(row: row, act: act)
    case .code(let code): CodeView(code: code, act: act)
    case .camera(let id, let label): camera.draw(label) { act(CountersignScreens.Action(id, $0)) }
    case .progress(let label): ProgressView { Text(label) }.frame(maxWidth: .infinity)
    case .picture(let picture, _): PictureView(picture: picture)
    }
  }
}

private struct ToneView: View {
  let text: Phrase
  let tone: Tone

  var body: some View {
    if let symbol = tone.symbol {
      Label {
        Text(text)
      } icon: {
        Image(systemName: symbol).foregroundStyle(tone.color)
      }
    } else {
      Text(text).foregroundStyle(tone.color)
    }
  }
}

private struct FactView: View {
  let fact: Item.Fact

  var body: some View {
    VStack(alignment: .leading, spacing: 2) {
      Text(fact.label).font(.subheadline).foregroundStyle(.secondary)
      Text(fact.value).textSelection(.enabled)
    }
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(Text(fact.label))
    .accessibilityValue(Text(spoken: [fact.value]))
  }
}

private struct BannerView: View {
  let text: Phrase
  let tone: Tone
  let button: Item.Button?
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 12) {
      ToneView(text: text, tone: tone)
      if let button { ButtonView(button: button, act: act) }
    }
    .padding()
    .frame(maxWidth: .infinity, alignment: .leading)
    .background(tone.color.opacity(0.12), in: RoundedRectangle(cornerRadius: 12))
    .accessibilityElement(children: .contain)
  }
}

private struct RowView: View {
  let row: Item.Row
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    if let action = row.action {
      Button {
        act(action)
      } label: {
        content.contentShape(Rectangle())
      }.buttonStyle(.plain)
    } else {
      content
    }
  }

  private var content: some View {
    VStack(alignment: .leading, spacing: 2) {
      Text(row.title).font(.headline)
      if let subtitle = row.subtitle { Text(subtitle).font(.subheadline).foregroundStyle(.secondary) }
      if let badge = row.badge { Text(badge).font(.footnote.bold()).foregroundStyle(.secondary) }
    }
    .frame(maxWidth: .infinity, alignment: .leading)
    .padding(.vertical, 8)
    .accessibilityElement(children: .ignore)
    .accessibilityLabel(Text(spoken: Item.row(row).spoken))
  }
}

private struct PictureView: View {
  let picture: Item.Picture

  var body: some View {
    Image(systemName: symbol).font(.system(size: 56)).foregroundStyle(.tint).frame(maxWidth: .infinity)
      // The heading below says the same.
      .accessibilityHidden(true)
  }

  private var symbol: String {
    switch picture {
    case .empty: "person.badge.key"
    case .yes: "checkmark.circle"
    case .no: "xmark.circle"
    case .wait: "clock"
    case .elsewhere: "iphone.gen2.radiowaves.left.and.right"
    case .storage: "externaldrive.badge.exclamationmark"
    }
  }
}
