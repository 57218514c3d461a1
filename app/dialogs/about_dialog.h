// About: versions of the program and of what it is built on.
#pragma once

#include <QDialog>

namespace rolloutscope {

class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget* parent = nullptr);
};

} // namespace rolloutscope
