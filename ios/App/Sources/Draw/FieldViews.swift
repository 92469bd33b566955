import CountersignScreens
import SwiftUI

/// A field to type in.
struct FieldView: View {
  let field: Item.Field
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(field.label).font(.subheadline).accessibilityHidden(true)
      TextField(text: value, prompt: field.hint.map { Text($0) }) { Text(field.label) }
        .textFieldStyle(.roundedBorder)
        .autocorrectionDisabled()
        .textInputAutocapitalization(.never)
        .submitLabel(field.keyboard == .search ? .search : .done)
    }
  }

  private var value: Binding<String> {
    Binding(get: { field.value }, set: { act(CountersignScreens.Action(field.id, $0)) })
  }
}

/// The number from the login page: digits run from left to right in every language.
struct NumberView: View {
  let entry: Item.NumberEntry
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    VStack(alignment: .leading, spacing: 4) {
      Text(entry.label).accessibilityHidden(true)
      TextField(text: value) { Text(entry.label) }
        .textFieldStyle(.roundedBorder)
        .keyboardType(.numberPad)
        .font(.title.monospacedDigit())
        .multilineTextAlignment(.center)
        .environment(\.layoutDirection, .leftToRight)
    }
  }

  private var value: Binding<String> {
    Binding(get: { entry.value }, set: { act(CountersignScreens.Action(entry.id, $0)) })
  }
}

/// A one-time code, and how long it lives.
struct CodeView: View {
  let code: Item.Code
  let act: (CountersignScreens.Action) -> Void

  var body: some View {
    Button {
      act(code.button.action)
    } label: {
      VStack(alignment: .leading, spacing: 4) {
        Text(code.label).font(.subheadline).foregroundStyle(.secondary)
        HStack(spacing: 16) {
          if let digits = code.digits {
            Text(digits).font(.title.monospacedDigit()).environment(\.layoutDirection, .leftToRight)
          } else {
            Text(code.button.label).foregroundStyle(.tint)
          }
          Spacer()
          if let ring = code.ring { Ring(fraction: ring) }
        }
      }
      .frame(minHeight: 48)
      .contentShape(Rectangle())
    }
    .buttonStyle(.plain)
    .accessibilityElement(children: .ignore)
    .accessibilityAddTraits(.isButton)
    .accessibilityLabel(Text(spoken: Item.code(code).spoken))
    .accessibilityAction { act(code.button.action) }
  }
}

private struct Ring: View {
  let fraction: Double

  var body: some View {
    Circle().trim(from: 0, to: fraction).stroke(.tint, lineWidth: 3).rotationEffect(.degrees(-90))
      .frame(width: 28, height: 28)
  }
}
