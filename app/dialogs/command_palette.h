// Every action by its name (Ctrl+Shift+P): a text and a list below it, near the top of the window. `@` finds agents of
// the page in front, `#` an object by its id. Enter or a click runs, Escape or a click elsewhere closes.
#pragma once

#include "app/dialogs/palette_entries.h"
#include "views/document/trace_document.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;

namespace rolloutscope {

class PaletteList;

class CommandPalette : public QFrame {
    Q_OBJECT
public:
    /// Hidden until it is opened; lies over `window`'s content.
    explicit CommandPalette(QWidget* window);

    /// `document` is that of the page in front, or null.
    void open(std::vector<ActionGroup> groups, TraceDocument* document);
    /// The keyboard goes back to who had it.
    void dismiss();

    [[nodiscard]] QLineEdit* input() const { return input_; }
    [[nodiscard]] PaletteList* list() const { return list_; }
    /// What stands in place of rows; empty while there are some.
    [[nodiscard]] QString note() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showMatches();
    void place();
    void runCurrent();
    [[nodiscard]] bool takeKey(int key);

    QLineEdit* input_;
    PaletteList* list_;
    QLabel* note_;
    PaletteEntries entries_;
    QPointer<TraceDocument> document_;
    QPointer<QWidget> focusBefore_;
    QStringList recent_; // ids of actions, the latest first
};

} // namespace rolloutscope
