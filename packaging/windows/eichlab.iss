; Installer for Windows, for Inno Setup 6. UNTESTED: nobody ran it on Windows yet.
;
;   pip install .[packaging]                              (in a virtual environment)
;   python packaging\notices.py build\bundle
;   python packaging\icons.py build\bundle
;   pyinstaller --workpath build\bundle\work --distpath dist packaging\eichlab.spec
;   dist\eichlab\eichlab.exe --smoke
;   iscc /DVersion=0.1.0 packaging\windows\eichlab.iss    → dist\eichlab-0.1.0-setup.exe

#ifndef Version
  #error Say which version: iscc /DVersion=…
#endif

[Setup]
AppId={{6C0B8C0F-7B5B-4E0B-9D9E-0E1C5A3B7F21}
AppName=Eichlab
AppVersion={#Version}
AppPublisher=Eichlab
DefaultDirName={autopf}\Eichlab
DefaultGroupName=Eichlab
DisableProgramGroupPage=yes
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=eichlab-{#Version}-setup
SetupIconFile=..\..\build\bundle\eichlab.ico
UninstallDisplayIcon={app}\eichlab-desktop.exe
Compression=lzma2/max
SolidCompression=yes
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
ChangesEnvironment=yes
PrivilegesRequiredOverridesAllowed=dialog

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "de"; MessagesFile: "compiler:Languages\German.isl"

[CustomMessages]
en.Demo=Eichlab – simulated bench
de.Demo=Eichlab – simulierter Messplatz
en.Record=Signed meter record (OCMF)
de.Record=Signierter Zählerdatensatz (OCMF)
en.Path=Make the command eichlab known to terminals
de.Path=Den Befehl eichlab in Terminals bekannt machen

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "path"; Description: "{cm:Path}"; Flags: unchecked

[Files]
Source: "..\..\dist\eichlab\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; What an older version left would change the SHA-256 of the program's files.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Eichlab"; Filename: "{app}\eichlab-desktop.exe"
Name: "{group}\{cm:Demo}"; Filename: "{app}\eichlab-desktop.exe"; Parameters: "demo"
Name: "{autodesktop}\Eichlab"; Filename: "{app}\eichlab-desktop.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.ocmf\OpenWithProgids"; ValueType: string; ValueName: "Eichlab.ocmf"; ValueData: ""; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\Eichlab.ocmf"; ValueType: string; ValueData: "{cm:Record}"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Eichlab.ocmf\DefaultIcon"; ValueType: string; ValueData: "{app}\eichlab-desktop.exe,0"
Root: HKA; Subkey: "Software\Classes\Eichlab.ocmf\shell\open\command"; ValueType: string; ValueData: """{app}\eichlab-desktop.exe"" open ""%1"""
Root: HKA; Subkey: "{code:EnvironmentKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{app}\eichlab-desktop.exe"; Description: "{cm:LaunchProgram,Eichlab}"; Flags: nowait postinstall skipifsilent

[Code]
function EnvironmentKey(Param: String): String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NotOnPath: Boolean;
var
  Known: String;
begin
  Result := not RegQueryStringValue(HKA, EnvironmentKey(''), 'Path', Known)
    or (Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Known) + ';') = 0);
end;
